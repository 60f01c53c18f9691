import { AutoSyncError, ensureError, ERRORS, type ErrorCode } from '../../domain/errors.js';
import { AUTOSYNC_TASK_QUEUE, engineTaskQueue } from '../../domain/naming.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import type { ManagementAgentStatus, SyncEngine } from '../../sync-engine/port.js';
import { WORKER_IS_GONE_AFTER_MS } from '../servers/engine-worker.js';
import type { RunLockReader } from '../servers/run-lock-reader.js';
import type { AuditLog } from '../audit/audit-record.js';
import type { Poller, TemporalProbe } from './temporal-probe.js';

/** What was found out about one part of the whole. */
export interface HealthFinding {
  /** For example `temporal`, `worker`, `run-lock/default`. */
  readonly part: string;
  readonly up: boolean;
  /** A sentence for the operator: how it is, and where it is down what to do. */
  readonly message: string;
  /** What is wrong, where it has a code. */
  readonly code?: ErrorCode;
}

/** What is looked at. */
export interface HealthSubjects {
  readonly temporal: TemporalProbe;
  readonly runLocks: RunLockReader;
  readonly engines: ReadonlyMap<string, SyncEngine>;
  readonly audit: AuditLog;
}

/** Looks at Temporal, the worker, and for each sync server at its run lock, its engine and the worker beside it. */
export async function checkHealth(subjects: HealthSubjects): Promise<readonly HealthFinding[]> {
  const { temporal, runLocks, engines, audit } = subjects;
  const temporalFinding = await finding(
    'temporal',
    async () => `Temporal ${await temporal.serverVersion()} answers.`,
  );
  const throughTemporal = (part: string, look: () => Promise<string>): Promise<HealthFinding> =>
    temporalFinding.up
      ? finding(part, look)
      : Promise.resolve({ part, up: false, message: 'Nobody can tell while Temporal does not answer.' });
  const pollersOf = (part: string, queue: string, kind: 'workflow' | 'activity') =>
    throughTemporal(part, async () => describePollers(queue, await temporal.pollers(queue, kind)));
  const [worker, ...ofServers] = await Promise.all([
    pollersOf('worker', AUTOSYNC_TASK_QUEUE, 'workflow'),
    ...[...engines].flatMap(([server, engine]) => [
      throughTemporal(`run-lock/${server}`, async () => describeRunLock(await runLocks.status(server))),
      finding(`engine/${server}`, async () => describeEngine(await engine.statusOfAll())),
      pollersOf(`engine-worker/${server}`, engineTaskQueue(server), 'activity'),
    ]),
  ]);
  const auditFinding = await finding('audit', () => describeAudit(audit));
  return [temporalFinding, believable(worker, ofServers), ...ofServers, auditFinding];
}

/** What somebody may know of whom nobody knows who it is: no name, no address, no number. */
export function withoutDetails({ part, up, code }: HealthFinding): HealthFinding {
  const message = up ? 'Up.' : code === undefined ? 'Down.' : ERRORS[code].operator;
  return { part, up, message, ...(code !== undefined && { code }) };
}

/** A worker that has just died still counts among the pollers. That it does not answer for a run lock is newer. */
function believable(worker: HealthFinding, others: readonly HealthFinding[]): HealthFinding {
  const silent = others.find(({ code }) => code === 'worker-unreachable');
  return worker.up && silent?.part.startsWith('run-lock/')
    ? { ...worker, up: false, message: silent.message, code: 'worker-unreachable' }
    : worker;
}

function describeRunLock({ engineSeen, running, waiting }: RunLockStatus): string {
  const blind = engineSeen ? '' : '; it has not seen the engine yet, and grants nothing before';
  return `The run lock answers: ${running.length} running, ${waiting.length} waiting${blind}.`;
}

function describeEngine(states: readonly ManagementAgentStatus[]): string {
  const busy = states.filter((state) => state.busy).length;
  return `The sync engine answers: ${states.length} management agents, ${busy} running.`;
}

function describeAudit(audit: AuditLog): Promise<string> {
  const failure = audit.failure();
  return failure === undefined
    ? Promise.resolve(`What is changed and refused is recorded in ${audit.place}.`)
    : Promise.reject(new AutoSyncError('audit-unavailable', `The audit log ${failure}`));
}

/** Whoever looks says how it is, or throws what is wrong. */
async function finding(part: string, look: () => Promise<string>): Promise<HealthFinding> {
  try {
    return { part, up: true, message: await look() };
  } catch (thrown) {
    const { message } = ensureError(thrown);
    const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
    const action = thrown instanceof AutoSyncError ? ` ${thrown.operatorAction}` : '';
    return {
      part,
      up: false,
      message: `${sentence}${action}`,
      ...(thrown instanceof AutoSyncError && { code: thrown.code }),
    };
  }
}

/** @throws {AutoSyncError} `worker-unreachable` if all of them are gone */
function describePollers(taskQueue: string, pollers: readonly Poller[]): string {
  const alive = pollers.filter(({ silentMs }) => silentMs < WORKER_IS_GONE_AFTER_MS);
  if (alive.length === 0) {
    throw new AutoSyncError(
      'worker-unreachable',
      pollers.length === 0
        ? `No worker polls the task queue "${taskQueue}".`
        : `No worker has polled the task queue "${taskQueue}" for ${Math.round(Math.min(...pollers.map(({ silentMs }) => silentMs)) / 1_000)} s.`,
    );
  }
  return `Polled by ${alive.map(({ identity, silentMs }) => `${identity} (${Math.round(silentMs / 1_000)} s ago)`).join(', ')}.`;
}
