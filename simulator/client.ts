import { AutoSyncError } from '../domain/errors.js';
import type { NotSimulated } from './definition/world-definition.js';
import type { FaultOf, FaultRequest } from './faults/fault-request.js';
import type {
  ArmedFaultView,
  AttributeValue,
  Audit,
  ChangeRequest,
  DirectoryObject,
  FillRequest,
  SimulatedRun,
  SimulatorHealth,
  TrackedChange,
  Violation,
} from './http-contract.js';
import { refusalFrom } from './http-refusal.js';

/** The simulator's interface beside the engine's: what demos, rehearsals and tests do with it. */
export interface SimulatorClient {
  health(): Promise<SimulatorHealth>;
  history(): Promise<readonly SimulatedRun[]>;
  violations(): Promise<readonly Violation[]>;
  audit(): Promise<Audit>;
  notSimulated(): Promise<readonly NotSimulated[]>;
  changes(): Promise<readonly TrackedChange[]>;
  makeChanges(request: ChangeRequest): Promise<readonly TrackedChange[]>;
  fill(request: FillRequest): Promise<{ readonly objects: number }>;
  /** In the order in which they were armed. */
  faults(): Promise<readonly ArmedFaultView[]>;
  armFault(request: FaultRequest): Promise<ArmedFaultView>;
  disarmFault(id: number): Promise<void>;
  disarmFaults(): Promise<void>;
  /** Crashes the engine now. @returns how many runs went with it */
  crash(how?: Partial<Pick<FaultOf<'engine-crash'>, 'recorded' | 'downSeconds'>>): Promise<{
    readonly runs: number;
  }>;
  /** Renames a run profile, as an administrator does in Synchronization Service Manager. @param managementAgent name or id */
  renameRunProfile(managementAgent: string, from: string, to: string): Promise<void>;
  /** The objects of a directory. @param managementAgent name or id */
  directory(managementAgent: string, objectType?: string): Promise<readonly DirectoryObject[]>;
  addObject(
    managementAgent: string,
    object: Pick<DirectoryObject, 'objectType' | 'attributes'> & {
      readonly partition?: string;
      readonly dn?: string;
    },
  ): Promise<DirectoryObject>;
  changeObject(
    managementAgent: string,
    anchor: string,
    change: Partial<Pick<DirectoryObject, 'dn' | 'faults'>> & {
      /** What is not named stays as it is; `null` removes an attribute. */
      readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
    },
  ): Promise<DirectoryObject>;
  deleteObject(managementAgent: string, anchor: string): Promise<void>;
}

function directoryPath(managementAgent: string): string {
  return `/directories/${encodeURIComponent(managementAgent)}`;
}

function objectPath(managementAgent: string, anchor: string): string {
  return `${directoryPath(managementAgent)}/objects/${encodeURIComponent(anchor)}`;
}

/**
 * Speaks to a simulator.
 *
 * @param url where it listens. Every method rejects with `engine-unreachable` when nobody answers there, or with the
 *   simulator's own error
 */
export function simulatorClient(url: string): SimulatorClient {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        method,
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      throw new AutoSyncError('engine-unreachable', `The simulator at ${url} does not answer.`, {
        cause: error,
      });
    }
    const text = await response.text();
    if (!response.ok) throw refusalFrom(response.status, text);
    return text === '' ? undefined : JSON.parse(text);
  }
  const get = <T>(path: string) => call('GET', path) as Promise<T>;

  return {
    health: () => get('/health'),
    history: () => get('/history'),
    violations: () => get('/violations'),
    audit: () => get('/audit'),
    notSimulated: () => get('/not-simulated'),
    changes: () => get('/changes'),
    makeChanges: (request) => call('POST', '/changes', request) as Promise<readonly TrackedChange[]>,
    fill: (request) => call('POST', '/fill', request) as Promise<{ readonly objects: number }>,
    faults: () => get('/faults'),
    armFault: (request) => call('POST', '/faults', request) as Promise<ArmedFaultView>,
    disarmFault: async (id) => {
      await call('DELETE', `/faults/${id}`);
    },
    disarmFaults: async () => {
      await call('DELETE', '/faults');
    },
    renameRunProfile: async (managementAgent, from, to) => {
      await call('POST', '/run-profiles/rename', { managementAgent, from, to });
    },
    crash: (how = {}) => call('POST', '/crash', how) as Promise<{ readonly runs: number }>,
    directory: (managementAgent, objectType) =>
      get(
        objectType === undefined
          ? directoryPath(managementAgent)
          : `${directoryPath(managementAgent)}?${new URLSearchParams({ objectType }).toString()}`,
      ),
    addObject: (managementAgent, object) =>
      call('POST', `${directoryPath(managementAgent)}/objects`, object) as Promise<DirectoryObject>,
    changeObject: (managementAgent, anchor, change) =>
      call('PATCH', objectPath(managementAgent, anchor), change) as Promise<DirectoryObject>,
    deleteObject: async (managementAgent, anchor) => {
      await call('DELETE', objectPath(managementAgent, anchor));
    },
  };
}
