import { plural } from '../run-history/describe-run.js';
import { exclude } from './needs.js';
import type { StopMark } from './control.js';
import { holdOf, shutNow, spacedFrom, type Hold } from './granting/hold.js';
import { queueOrder, urgencyOf } from './granting/queue-order.js';
import { isAlone } from './granting/policy.js';
import { isDisabled } from './queue/may-run.js';
import { describeWanted } from './queue/wanted.js';
import { managementAgentMeant } from '../management-agent/whose-settings.js';
import { meaningIn, type Lease, type RunLockState, type WaitingEntry } from './state.js';
import type { RunRequest } from './messages.js';
import type {
  Hold as HoldOfExport,
  ManagementAgentState,
  Raised,
  RunLockStatus,
  RunningRun,
  Stopped,
  WaitingRequest,
} from './status.js';

/** Holders that are named for each waiting request: with 200 management agents, all of them would be too much to read, and to send. */
const HOLDERS_NAMED = 3;

/**
 * The run lock's state as people and programs read it.
 *
 * @param now milliseconds since 1970
 * @param most how many waiting requests to describe, from the front of the queue; absent = all
 */
export function describeRunLock(
  state: RunLockState,
  now: number,
  most = Number.POSITIVE_INFINITY,
): RunLockStatus {
  const { nameOf, running, waiting, holds } = describeRuns(state, now, most);
  return {
    server: state.server,
    version: state.version,
    engineSeen: state.catalogue !== undefined,
    engine: describeEngine(state),
    control: state.serverStopped ? 'stopped' : 'started',
    ...(state.serverStopped ? { stopped: describeStop(state.serverStopped) } : {}),
    policy: state.configuration.policy,
    runMode: state.configuration.rules.runMode,
    hearing: state.hearing?.cycles ?? [],
    managementAgents: (state.catalogue ?? []).map(({ id, name, category }) => {
      const last = state.lastOutcomes[id];
      return {
        id,
        name,
        category,
        ...describeControl(state, id),
        execution: executionOf(state, id),
        ...(last === undefined ? {} : { lastOutcome: { ...last, at: isoTime(last.at) } }),
      };
    }),
    ...unknownInConfiguration(state),
    running,
    waiting,
    holds,
    raised: describeRaised(),
    controls: state.controls.map(({ id: _id, at, ...rest }) => ({ at: isoTime(at), ...rest })),
  };

  function describeRaised(): readonly Raised[] {
    return Object.entries(state.raised ?? {}).flatMap(([id, thresholds]) =>
      thresholds.map(({ figures, at, by, why }) => ({
        managementAgent: nameOf(id),
        ...figures,
        at: isoTime(at),
        by,
        ...(why === undefined ? {} : { why }),
      })),
    );
  }
}

function unknownInConfiguration(state: RunLockState): Pick<RunLockStatus, 'unknownInConfiguration'> {
  if (!state.catalogue) return {};
  const meaning = meaningIn(state);
  const unknown = Object.keys(meaning.ids ?? {}).filter((key) => !managementAgentMeant(key, meaning));
  return unknown.length === 0 ? {} : { unknownInConfiguration: unknown };
}

/** Nearly all that changes from one event to the next: what runs, and what waits for what. */
function describeRuns(
  state: RunLockState,
  now: number,
  most: number,
): Pick<RunLockStatus, 'running' | 'waiting' | 'holds'> & { readonly nameOf: (id: string) => string } {
  const names = new Map((state.catalogue ?? []).map((ma) => [ma.id, ma.name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const queue = queueOrder(state, now);
  const hold = holdOf(state, now);
  const shutTimeOf = shutNow(state, now);
  const firstAlone = queue.find(isAlone);
  const held = state.waiting.filter((entry) => entry.held);
  return {
    nameOf,
    running: state.leases.map((lease) => describeRunning(lease)),
    waiting: [
      ...queue.slice(0, most).map(describeWaiting),
      ...held.slice(0, most).map(describeHeld),
      ...state.unresolved.slice(0, most).map(describeUnresolved),
    ],
    holds: held.slice(0, most).flatMap(describeHold),
  };

  function describeRunning(lease: Lease): RunningRun {
    const runNumber = runNumberOf(state, lease);
    return {
      managementAgent: nameOf(lease.managementAgentId),
      runProfile: lease.runProfile,
      ...(runNumber === undefined ? {} : { runNumber }),
      since: isoTime(lease.since),
      token: lease.token,
      ...(lease.request
        ? { cycle: lease.request.cycle, reason: lease.request.reason }
        : { reason: 'started by somebody else' }),
    };
  }

  function describeWaiting(entry: WaitingEntry, index: number): WaitingRequest {
    const inTheWay = state.leases.filter((lease) => exclude(lease.needs, entry.needs));
    return {
      ...describeEntry(entry),
      urgency: urgencyOf(entry),
      position: index + 1,
      reason: entry.request.reason,
      waitsFor: [
        ...(hold === undefined ? [] : [HOLDS[hold]]),
        ...shutUntil(entry),
        ...inTheWay.slice(0, HOLDERS_NAMED).map((lease) => describeLease(lease, entry, state, nameOf)),
        ...(inTheWay.length > HOLDERS_NAMED ? [`${inTheWay.length - HOLDERS_NAMED} more runs`] : []),
        ...turnOfOthers(entry),
        ...(index > 0 ? [`${plural(index, 'request')} before it in the queue`] : []),
        ...(spacedFrom(state) > now ? ['the distance between two starts'] : []),
      ],
    };
  }

  function describeHeld(entry: WaitingEntry, index: number): WaitingRequest {
    return {
      ...describeEntry(entry),
      urgency: urgencyOf(entry),
      position: queue.length + index + 1,
      reason: entry.request.reason,
      waitsFor: [`an operator's decision: ${entry.held?.reason ?? ''}`],
    };
  }

  function describeHold(entry: WaitingEntry): readonly HoldOfExport[] {
    if (!entry.held) return [];
    const { reason, figures } = entry.held;
    return [{ ...describeEntry(entry), reason, figures }];
  }

  function describeEntry({ request, managementAgentId, runProfile, since }: WaitingEntry) {
    return {
      requestId: request.id,
      cycle: request.cycle,
      managementAgent: nameOf(managementAgentId),
      runProfile,
      since: isoTime(since),
    };
  }

  function shutUntil(entry: WaitingEntry): readonly string[] {
    const shut = shutTimeOf(entry);
    return shut ? [`the end of a no-start window, ${isoTime(shut.to)}`] : [];
  }

  /** Under policy `batch` a request may wait although nothing that runs is in its way. */
  function turnOfOthers(entry: WaitingEntry): readonly string[] {
    if (state.configuration.policy !== 'batch' || isAlone(entry) || !firstAlone) return [];
    const what = `${nameOf(firstAlone.managementAgentId)} ${firstAlone.runProfile}`;
    return [`${what}, which must run alone and whose turn it is`];
  }

  function describeUnresolved(request: RunRequest, index: number): WaitingRequest {
    return {
      requestId: request.id,
      cycle: request.cycle,
      managementAgent: request.managementAgent,
      runProfile: describeWanted(request.wanted),
      urgency: request.urgency,
      position: queue.length + held.length + index + 1,
      reason: request.reason,
      waitsFor: [
        state.catalogue
          ? 'a look at the engine: this management agent, partition or run profile is not known yet'
          : 'the engine, which has not been seen yet',
      ],
    };
  }
}

function executionOf(state: RunLockState, managementAgentId: string): 'idle' | 'waiting' | 'running' {
  if (state.leases.some((lease) => lease.managementAgentId === managementAgentId)) return 'running';
  return state.waiting.some((entry) => entry.managementAgentId === managementAgentId) ? 'waiting' : 'idle';
}

/** The number that the engine has shown, or gives next to a run of the management agent. */
function runNumberOf(state: RunLockState, lease: Lease): number | undefined {
  const known = state.runNumbers[lease.managementAgentId];
  return lease.runNumber ?? (known === undefined ? undefined : known + 1);
}

function describeLease(
  lease: Lease,
  entry: WaitingEntry,
  state: RunLockState,
  nameOf: (id: string) => string,
): string {
  const what = lease.needs.managementAgents.some((id) => entry.needs.managementAgents.includes(id))
    ? `management agent ${nameOf(lease.managementAgentId)}`
    : lease.needs.sync && entry.needs.sync
      ? 'synchronization lock'
      : 'sync engine';
  const runNumber = runNumberOf(state, lease);
  const run = runNumber === undefined ? '' : `, run ${runNumber},`;
  const since = isoTime(lease.since).slice(11, 19);
  return `${what}, held by ${nameOf(lease.managementAgentId)} ${lease.runProfile}${run} since ${since} UTC`;
}

const HOLDS: Readonly<Record<Hold, string>> = {
  'engine-not-seen': 'the engine, which has not been seen yet',
  'engine-down': 'the engine, which does not answer',
  hearing: 'the cycles that were open when the run lock started: they have yet to say what they hold',
  'calendar-unknown': 'the calendar of no-start windows, which is being worked out',
};

function describeEngine(state: RunLockState): RunLockStatus['engine'] {
  const { engineDown, catalogue } = state;
  if (engineDown) return { state: 'down', since: isoTime(engineDown.since), reason: engineDown.reason };
  return { state: catalogue ? 'up' : 'not-seen' };
}

function describeControl(
  state: RunLockState,
  id: string,
): Pick<ManagementAgentState, 'control' | 'error' | 'stopped'> {
  if (isDisabled(state, id)) return { control: 'disabled' };
  const mark = state.stopped[id];
  if (!mark && !state.serverStopped) return { control: 'started' };
  const runs = state.leases.some((lease) => lease.managementAgentId === id);
  return {
    control: runs ? 'stopping' : 'stopped',
    ...(mark?.error === undefined ? {} : { error: mark.error }),
    ...(mark ? { stopped: describeStop(mark) } : {}),
  };
}

function describeStop({ at, by, why }: StopMark): Stopped {
  return { at: isoTime(at), by, ...(why === undefined ? {} : { why }) };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Runs and requests that are shown in Temporal's Web UI. */
const SUMMARIZED = 20;

/** The same for Temporal's Web UI, in Markdown: what runs, and what waits for what. */
export function summarizeRunLock(state: RunLockState, now: number): string {
  if (!state.catalogue) return 'The engine has not been seen yet: nothing is granted before.';
  const { running, waiting, holds } = describeRuns(state, now, SUMMARIZED);
  const engine = describeEngine(state);
  const stopped = state.serverStopped && describeStop(state.serverStopped);
  const hearing = state.hearing?.cycles ?? [];
  return [
    ...(engine.state === 'down'
      ? [`**The engine does not answer** since ${engine.since}: ${engine.reason}`, '']
      : []),
    ...(stopped
      ? [`**Stopped** by ${stopped.by} at ${stopped.at}${stopped.why ? `: ${stopped.why}` : ''}`, '']
      : []),
    ...(hearing.length > 0 ? [`**Yet to be heard**: ${hearing.slice(0, SUMMARIZED).join(', ')}`, ''] : []),
    ...(holds.length > 0 ? ['**Held until an operator decides**'] : []),
    ...holds.map((held) => `- ${held.managementAgent}, ${held.runProfile}: ${held.reason}`),
    ...(holds.length > 0 ? [''] : []),
    `**Running (${running.length})**`,
    ...running
      .slice(0, SUMMARIZED)
      .map((run) => `- ${run.managementAgent}, ${run.runProfile}: ${run.reason}`),
    '',
    `**Waiting (${state.waiting.length + state.unresolved.length})**`,
    ...waiting
      .slice(0, SUMMARIZED)
      .map(
        (entry) =>
          `${entry.position}. ${entry.managementAgent}, ${entry.runProfile}: ${entry.waitsFor.join('; ')}`,
      ),
  ].join('\n');
}
