import { configurationService } from '../../api/configuration/configuration-service.js';
import { fakeConfigurationStore, UP_TO_DATE } from './fake-configuration-store.js';
import { parseConfiguration } from '../../config/load.js';
import { AutoSyncError, type ErrorCode } from '../../domain/errors.js';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { cycleId } from '../../domain/naming.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { Control } from '../../domain/run-lock/control.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import type { ManagementAgentStatus, SyncEngine } from '../../sync-engine/port.js';
import type { AuditLog, AuditRecord } from '../../api/audit/audit-record.js';
import type { OpenCycle } from '../../api/cycle-cancellation/cancellation-schema.js';
import type { CycleCanceller, HowToCancel } from '../../api/cycle-cancellation/cycle-canceller.js';
import type { RunLockControls } from '../../api/controls/run-lock-controls.js';
import type { ApiDependencies } from '../../api/dependencies.js';
import type { TriggerState, TriggerStore } from '../../api/triggers/trigger-store.js';
import type { WebhookSlot } from '../../domain/triggers/webhook-slot.js';
import type { CycleFilter, CycleRecord, CycleStore, PageRequest } from '../../api/cycles/cycle-store.js';

const HR_PARTITION = '{00000000-0000-4000-8000-000000000101}';
const SALES_PARTITION = '{00000000-0000-4000-8000-000000000201}';

/** HR with one partition; AD with two selected partitions and one that is not. */
export const CATALOGUE: readonly ManagementAgent[] = [
  {
    id: '{00000000-0000-4000-8000-000000000001}',
    name: 'HR',
    category: 'MSSQL',
    partitions: [{ id: HR_PARTITION, name: 'default', selected: true }],
    runProfiles: [
      { name: 'Delta Import', steps: [{ type: 'delta-import', partitionId: HR_PARTITION }] },
      { name: 'Delta Sync', steps: [{ type: 'delta-sync', partitionId: HR_PARTITION }] },
    ],
  },
  {
    id: '{00000000-0000-4000-8000-000000000002}',
    name: 'Fabrikam / AD',
    category: 'AD',
    partitions: [
      { id: SALES_PARTITION, name: 'DC=sales,DC=fabrikam,DC=test', selected: true },
      {
        id: '{00000000-0000-4000-8000-000000000202}',
        name: 'DC=plant,DC=fabrikam,DC=test',
        selected: true,
      },
      {
        id: '{00000000-0000-4000-8000-000000000203}',
        name: 'CN=Configuration,DC=fabrikam,DC=test',
        selected: false,
      },
    ],
    runProfiles: [
      { name: 'Export Sales', steps: [{ type: 'export', partitionId: SALES_PARTITION }] },
      { name: 'Delta Import Sales', steps: [{ type: 'delta-import', partitionId: SALES_PARTITION }] },
    ],
  },
];

export const RUN: RunDetails = {
  managementAgentId: '{00000000-0000-4000-8000-000000000001}',
  managementAgentName: 'HR',
  runNumber: 12,
  runProfile: 'Delta Import',
  initiator: 'FABRIKAM\\autosync',
  steps: [
    {
      number: 1,
      type: 'delta-import',
      partition: 'default',
      start: '2001-01-01T10:00:00.000Z',
      end: '2001-01-01T10:00:02.000Z',
      result: 'success',
      staging: { noChange: 0, add: 1, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 },
      export: { add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 },
      outbound: [],
      inboundObjects: 0,
      errorCount: 0,
      errors: [],
    },
  ],
};

/** As the engine gives it: a string in memory that calls itself UTF-16. */
export const RUN_XML =
  '<?xml version="1.0" encoding="utf-16"?>\n<run-history><run-details><ma-name>Zürich</ma-name></run-details></run-history>';

export const STATUS: RunLockStatus = {
  server: 'default',
  version: 7,
  engineSeen: true,
  engine: { state: 'up' },
  control: 'started',
  policy: 'batch',
  runMode: 'supported',
  hearing: [],
  managementAgents: [
    {
      id: '{00000000-0000-4000-8000-000000000001}',
      name: 'HR',
      category: 'MSSQL',
      control: 'started',
      execution: 'running',
      lastOutcome: {
        runNumber: 11,
        result: 'success',
        summary: 'nothing staged',
        errorCount: 0,
        runProfile: 'Delta Import',
        cycle: cycleId('default', 'HR', 'a'),
        at: '2001-01-01T09:59:00.000Z',
      },
    },
    {
      id: '{00000000-0000-4000-8000-000000000002}',
      name: 'Fabrikam / AD',
      category: 'AD',
      control: 'stopping',
      execution: 'running',
      error: 'threshold-exceeded',
      stopped: { at: '2001-01-01T10:00:01.000Z', by: 'a rule', why: '300 deletes' },
      lastOutcome: {
        result: 'cancelled',
        summary: '',
        errorCount: 0,
        cancelled: true,
        mayGoOn: true,
        unmanagedRuns: [4],
        runProfile: 'Export Sales',
        cycle: cycleId('default', 'Fabrikam / AD', 'a'),
        at: '2001-01-01T09:58:00.000Z',
      },
    },
  ],
  running: [
    {
      managementAgent: 'HR',
      runProfile: 'Delta Sync',
      runNumber: 12,
      since: '2001-01-01T10:00:02.000Z',
      cycle: cycleId('default', 'HR', 'b'),
      token: 3,
      reason: 'step 1 staged 1 add',
    },
  ],
  waiting: [
    {
      requestId: `${cycleId('default', 'Fabrikam / AD', 'c')}#1`,
      cycle: cycleId('default', 'Fabrikam / AD', 'c'),
      managementAgent: 'Fabrikam / AD',
      runProfile: 'Export Sales',
      urgency: 'normal',
      since: '2001-01-01T10:00:03.000Z',
      position: 1,
      reason: 'started through the API',
      waitsFor: ['synchronization lock, held by HR Delta Sync, run 12, since 10:00:02 UTC'],
    },
  ],
  holds: [
    {
      requestId: `${cycleId('default', 'Fabrikam / AD', 'held')}#2`,
      cycle: cycleId('default', 'Fabrikam / AD', 'held'),
      managementAgent: 'Fabrikam / AD',
      runProfile: 'Export Sales',
      since: '2001-01-01T10:00:04.000Z',
      reason:
        '1,200 deletes pending in partition DC=sales,DC=fabrikam,DC=test, 40 % of 3,000 objects; the threshold is 20 %',
      figures: [
        {
          partition: 'DC=sales,DC=fabrikam,DC=test',
          adds: 3,
          updates: 0,
          deletes: 1_200,
          connectorSpaceObjects: 3_000,
        },
      ],
    },
  ],
  raised: [
    {
      managementAgent: 'HR',
      partition: 'default',
      adds: 0,
      updates: 0,
      deletes: 90,
      connectorSpaceObjects: 300,
      at: '2001-01-01T09:00:00.000Z',
      by: 'jane',
      why: 'a plant was sold',
    },
  ],
  controls: [
    {
      at: '2001-01-01T10:00:01.000Z',
      by: 'a rule',
      why: '300 deletes',
      what: 'management agent Fabrikam / AD stopped',
    },
  ],
};

/** A view of a cycle that ended well, without children. */
export function endedView(managementAgent: string): CycleView {
  return {
    server: 'default',
    managementAgent,
    cause: { trigger: 'operator', description: 'started through the API' },
    depth: 0,
    outcome: 'completed',
    steps: [],
    children: [],
    runs: 0,
  };
}

export function record(cycle: string, view: CycleView): CycleRecord {
  return {
    cycle,
    runId: 'run-1',
    startedAt: '2001-01-01T10:00:00.000Z',
    endedAt: '2001-01-01T10:00:09.000Z',
    view,
  };
}

/** A call that always fails. */
export function failing(code: ErrorCode, message = 'Nobody is there.'): () => Promise<never> {
  return () => Promise.reject(new AutoSyncError(code, message));
}

function unknownRun(runNumber: number): Promise<never> {
  return Promise.reject(new AutoSyncError('unknown-run', `There is no run ${runNumber}.`));
}

function notUsedByTheApi(): Promise<never> {
  return Promise.reject(new Error('the API has no business with this'));
}

function idle(id: string): ManagementAgentStatus {
  const managementAgentName = CATALOGUE.find((ma) => ma.id === id)?.name ?? id;
  return { managementAgentId: id, managementAgentName, busy: false };
}

/** A document as an engine gives it. */
export async function* inPieces(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** An engine that has the catalogue, run 12 of HR, and nothing to do. */
export function fakeEngine(changed: Partial<SyncEngine> = {}): SyncEngine {
  return {
    initiator: 'FABRIKAM\\autosync',
    abandonedAfterMs: 60_000,
    listManagementAgents: () => Promise.resolve(CATALOGUE),
    statusOfAll: () => Promise.resolve(CATALOGUE.map(({ id }) => idle(id))),
    status: (id) => Promise.resolve(idle(id)),
    listRuns: (_id, { limit, before = Infinity }) =>
      Promise.resolve(
        [12, 11, 10]
          .filter((runNumber) => runNumber < before)
          .slice(0, limit)
          .map((runNumber) => ({ ...RUN, runNumber })),
      ),
    runDetails: (_id, runNumber) => (runNumber === 12 ? Promise.resolve(RUN) : unknownRun(runNumber)),
    runDetailsXml: (_id, runNumber) =>
      runNumber === 12 ? Promise.resolve(inPieces(Array.from(RUN_XML))) : unknownRun(runNumber),
    start: notUsedByTheApi,
    stop: notUsedByTheApi,
    waitForProgress: notUsedByTheApi,
    pendingCounts: notUsedByTheApi,
    ...changed,
  };
}

/** Cycles in memory: started ones are remembered by their id, as Temporal does. */
export function fakeCycles(records: readonly CycleRecord[] = []): CycleStore & {
  readonly started: Map<string, CycleInput>;
  readonly searches: (CycleFilter & PageRequest)[];
} {
  const started = new Map<string, CycleInput>();
  const searches: (CycleFilter & PageRequest)[] = [];
  return {
    started,
    searches,
    start: (input, unique) => {
      const cycle = cycleId(input.server, input.managementAgent, unique);
      if (!started.has(cycle)) started.set(cycle, input);
      return Promise.resolve({ cycle, runId: 'run-1' });
    },
    read: (cycle) => {
      const found = records.find((known) => known.cycle === cycle);
      return found
        ? Promise.resolve(found)
        : Promise.reject(new AutoSyncError('unknown-cycle', `Temporal has no cycle "${cycle}".`));
    },
    activity: (cycle) => Promise.resolve(records.find((known) => known.cycle === cycle)?.activity),
    list: (filter, page) => {
      searches.push({ ...filter, ...page });
      return Promise.resolve({
        cycles: records.map(({ cycle, runId, startedAt, view }) => ({
          cycle,
          runId,
          managementAgent: view.managementAgent,
          startsWith: 'delta import',
          trigger: 'operator',
          outcome: view.outcome,
          startedAt,
        })),
        nextPageToken: 'more',
      });
    },
  };
}

/** Open cycles, each with those that it caused; what was told to stop is remembered. */
export function fakeCanceller(
  families: Readonly<Record<string, readonly OpenCycle[]>> = {},
): CycleCanceller & {
  readonly told: { readonly cycle: string; readonly how: HowToCancel }[];
} {
  const told: { readonly cycle: string; readonly how: HowToCancel }[] = [];
  return {
    told,
    openFamily: (cycle) =>
      families[cycle]
        ? Promise.resolve(families[cycle])
        : Promise.reject(new AutoSyncError('unknown-cycle', `Temporal has no cycle "${cycle}".`)),
    cancel: (cycle, how) => {
      told.push({ cycle, how });
      return Promise.resolve();
    },
  };
}

/** Run locks that carry everything out, and remember it. */
export function fakeControls(): RunLockControls & {
  readonly carriedOut: { readonly server: string; readonly control: Control }[];
} {
  const carriedOut: { readonly server: string; readonly control: Control }[] = [];
  return {
    carriedOut,
    carryOut: (server, control) => {
      carriedOut.push({ server, control });
      return Promise.resolve({ version: STATUS.version + carriedOut.length });
    },
  };
}

/** Triggers whose schedules are all there; what was asked of them is remembered. */
export function fakeTriggers(states: Readonly<Record<string, TriggerState>> = {}): TriggerStore & {
  readonly pausings: { readonly trigger: string; readonly paused: boolean; readonly note: string }[];
  readonly inSlots: { readonly input: CycleInput; readonly slot: WebhookSlot }[];
} {
  const pausings: { readonly trigger: string; readonly paused: boolean; readonly note: string }[] = [];
  const inSlots: { readonly input: CycleInput; readonly slot: WebhookSlot }[] = [];
  return {
    pausings,
    inSlots,
    state: (_server, trigger) => Promise.resolve(states[trigger] ?? { paused: false }),
    setPaused: (_server, trigger, paused, note) => {
      pausings.push({ trigger, paused, note });
      return Promise.resolve();
    },
    startInSlot: (input, slot) => {
      inSlots.push({ input, slot });
      return Promise.resolve({
        cycle: cycleId(input.server, input.managementAgent, slot.unique),
        runId: 'run-1',
      });
    },
  };
}

/** An audit log in memory. */
export function fakeAudit(): AuditLog & { readonly records: AuditRecord[] } {
  const records: AuditRecord[] = [];
  return {
    records,
    place: 'memory',
    failure: () => undefined,
    write: (written) => {
      records.push(written);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** Everything that the API needs, where all is well. */
export function fakeDependencies(changed: Partial<ApiDependencies> = {}): ApiDependencies {
  return {
    configuration: parseConfiguration('servers: { default: {} }', 'the test'),
    engines: new Map([['default', fakeEngine()]]),
    configurationService: configurationService(fakeConfigurationStore(), () => fakeEngine(), UP_TO_DATE),
    runLocks: { status: () => Promise.resolve(STATUS) },
    controls: fakeControls(),
    access: { localPerson: { name: 'jane', role: 'admin', by: 'this-machine' }, verifiers: [] },
    audit: fakeAudit(),
    cycles: fakeCycles(),
    canceller: fakeCanceller(),
    triggers: fakeTriggers(),
    temporal: {
      serverVersion: () => Promise.resolve('1.29.1'),
      pollers: () => Promise.resolve([{ identity: '42@host', silentMs: 1_000 }]),
    },
    ...changed,
  };
}
