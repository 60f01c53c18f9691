import type { ManagementAgentState, RunLockStatus, RunningRun, WaitingRequest } from '../run-lock/status.js';
import type { ControlOfManagementAgent, RequestWaits, RunFinished, ServerEvent } from './server-event.js';

/**
 * What has happened between two looks at a sync server: what ended before what began, and the new version last.
 *
 * @param now when the second look was; ISO 8601, UTC
 * @returns nothing if the two are of one version
 */
export function eventsBetween(
  before: RunLockStatus,
  after: RunLockStatus,
  now: string,
): readonly ServerEvent[] {
  if (before.version === after.version) return [];
  const told = (events: readonly WithoutTime[]) => events.map((event) => ({ time: now, ...event }));
  return [
    ...controlsBetween(before, after),
    ...told(engineBetween(before, after)),
    ...runsEnded(before, after, now),
    ...told(managementAgentsBetween(before, after)),
    ...told(serverBetween(before, after)),
    ...told(holdsBetween(before, after)),
    ...told(waitingBetween(before, after)),
    ...runsStarted(before, after),
    { time: now, kind: 'status', version: after.version },
  ];
}

type WithoutTime<Event = ServerEvent> = Event extends ServerEvent ? Omit<Event, 'time'> : never;

/** Only the last ones are kept: those that are not among the earlier ones are new. */
function controlsBetween(before: RunLockStatus, after: RunLockStatus): readonly ServerEvent[] {
  const known = new Set(before.controls.map((control) => JSON.stringify(control)));
  return after.controls
    .filter((control) => !known.has(JSON.stringify(control)))
    .map(({ at, ...control }) => ({ time: at, kind: 'control', ...control }));
}

function engineBetween(before: RunLockStatus, after: RunLockStatus): readonly WithoutTime[] {
  return same(before.engine, after.engine) ? [] : [{ kind: 'engine', ...after.engine }];
}

function serverBetween(before: RunLockStatus, after: RunLockStatus): readonly WithoutTime[] {
  const control = controlOfServer(after);
  return same(controlOfServer(before), control) ? [] : [{ kind: 'sync-server', ...control }];
}

function controlOfServer({ control, stopped }: RunLockStatus) {
  return { control, ...(stopped && { stopped }) };
}

/**
 * A run lock that starts from nothing counts its tokens anew, and a run whose cycle has gone keeps its token: the token
 * alone does not tell two runs apart.
 */
function nameRun({ token, since, managementAgent, runProfile, cycle }: RunningRun): string {
  return JSON.stringify([token, since, managementAgent, runProfile, cycle]);
}

function runsStarted(before: RunLockStatus, after: RunLockStatus): readonly ServerEvent[] {
  const known = new Set(before.running.map(nameRun));
  return after.running
    .filter((run) => !known.has(nameRun(run)))
    .map(({ since, ...run }) => ({ time: since, kind: 'run-started', ...run }));
}

function runsEnded(before: RunLockStatus, after: RunLockStatus, now: string): readonly ServerEvent[] {
  const running = new Set(after.running.map(nameRun));
  const gone = before.running.filter((run) => !running.has(nameRun(run)));
  const outcomes = after.managementAgents.flatMap((ma) => {
    const earlier = before.managementAgents.find(({ name }) => name === ma.name)?.lastOutcome;
    return ma.lastOutcome && !same(earlier, ma.lastOutcome) ? [{ ma: ma.name, ...ma.lastOutcome }] : [];
  });
  const told = outcomes.map((outcome) => ({ outcome, run: gone.find((run) => belongs(run, outcome)) }));
  const untold = gone.filter((run) => !told.some(({ run: known }) => known === run));
  return [
    ...untold.map(({ since: _since, reason: _reason, ...run }) => ({
      time: now,
      kind: 'run-finished' as const,
      ...run,
    })),
    ...told.map(({ outcome, run }) => ({
      time: outcome.at,
      ...finished(outcome),
      ...(run && { token: run.token }),
    })),
  ];
}

type OutcomeOf = NonNullable<ManagementAgentState['lastOutcome']> & { readonly ma: string };

function belongs(run: RunningRun, { ma, cycle, runProfile }: OutcomeOf): boolean {
  return run.managementAgent === ma && run.cycle === cycle && run.runProfile === runProfile;
}

function finished(outcome: OutcomeOf): RunFinished {
  const { ma, runProfile, runNumber, cycle, result, summary, errorCount } = outcome;
  return {
    kind: 'run-finished',
    managementAgent: ma,
    runProfile,
    ...(runNumber !== undefined && { runNumber }),
    cycle,
    result,
    summary,
    errorCount,
  };
}

function managementAgentsBetween(before: RunLockStatus, after: RunLockStatus): readonly WithoutTime[] {
  const earlier = new Map(before.managementAgents.map((ma) => [ma.name, controlOf(ma)]));
  const left = new Set(after.managementAgents.map(({ name }) => name));
  return [
    ...before.managementAgents
      .filter(({ name }) => !left.has(name))
      .map(({ name }) => ({ kind: 'management-agent-removed' as const, managementAgent: name })),
    ...after.managementAgents
      .map(controlOf)
      .filter((control) => !same(earlier.get(control.managementAgent), control))
      .map((control) => ({ kind: 'management-agent' as const, ...control })),
  ];
}

function controlOf({ name, control, error, stopped }: ManagementAgentState): ControlOfManagementAgent {
  return { managementAgent: name, control, ...(error && { error }), ...(stopped && { stopped }) };
}

function holdsBetween(before: RunLockStatus, after: RunLockStatus): readonly WithoutTime[] {
  const earlier = new Map(before.holds.map((hold) => [hold.requestId, hold]));
  const left = new Set(after.holds.map(({ requestId }) => requestId));
  return [
    ...before.holds
      .filter(({ requestId }) => !left.has(requestId))
      .map(({ requestId, managementAgent }) => ({
        kind: 'hold-ended' as const,
        requestId,
        managementAgent,
      })),
    ...after.holds
      .filter((hold) => !same(earlier.get(hold.requestId), hold))
      .map((hold) => ({ kind: 'export-held' as const, ...hold })),
  ];
}

function waitingBetween(before: RunLockStatus, after: RunLockStatus): readonly WithoutTime[] {
  const earlier = new Map(before.waiting.map((request) => [request.requestId, requestOf(request)]));
  const left = new Set(after.waiting.map(({ requestId }) => requestId));
  return [
    ...before.waiting
      .filter(({ requestId }) => !left.has(requestId))
      .map(({ requestId, cycle }) => ({ kind: 'request-left' as const, requestId, cycle })),
    ...after.waiting.map(requestOf).filter((request) => !same(earlier.get(request.requestId), request)),
  ];
}

/** Its place in the queue, and what it waits for, change all the time: who wants to know them asks for the queue. */
function requestOf({ requestId, cycle, managementAgent, runProfile, reason }: WaitingRequest): RequestWaits {
  return { kind: 'request-waiting', requestId, cycle, managementAgent, runProfile, reason };
}

/** Both are plain data that was put together by the same code, in the same order. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
