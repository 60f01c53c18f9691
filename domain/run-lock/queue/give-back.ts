import { foreignRunsToFollow } from '../engine/foreign-runs.js';
import type { Release, RunOutcome } from '../messages.js';
import type { Lease, RunLockState } from '../state.js';
import { unchanged, type Transition } from '../transition.js';
import { withoutSynchronized } from '../unjudged.js';
import { takeOver } from './drop.js';
import { settle, tell, withoutLease } from './settle.js';

/**
 * Only the holder can give a lease back, and only by the token of that very lease. Requests that joined learn how the
 * run ended; if it never started, or was cancelled, the first of them takes its place.
 */
export function giveBack(state: RunLockState, release: Release, now: number): Transition {
  const lease = leaseOf(state, release);
  if (!lease?.request) return unchanged(state);
  const { outcome } = release;
  const { followed, effects } = followForeignRuns(withoutLease(state, lease), lease, outcome);
  const heirs = passOn(followed, lease, release, now);
  return { state: heirs.state, effects: [...effects, ...heirs.effects] };
}

/** The lease that is given back; `undefined` if whoever gives it back does not hold it (any more). */
export function leaseOf(state: RunLockState, { token, cycle }: Release): Lease | undefined {
  return state.leases.find((held) => held.token === token && held.request?.cycle === cycle);
}

/** The lease may be one of a run lock before this one that nobody has told of: its token must not become another's. */
export function withTokensPast(state: RunLockState, { token }: Release): RunLockState {
  return Number.isSafeInteger(token) && token >= state.nextToken ? { ...state, nextToken: token + 1 } : state;
}

/** What others wanted of the run: it is done, or one of them takes its place. */
function passOn(state: RunLockState, lease: Lease, release: Release, now: number): Transition {
  const { outcome } = release;
  if (outcome.mayGoOn) return takeOver(keptUnmanaged(state, lease), lease);
  const recorded = recordOutcome(state, lease, release, now);
  if (outcome.runNumber === undefined || outcome.cancelled) return takeOver(recorded, lease);
  return {
    state: lease.joined.reduce((next, request) => settle(next, request.id), recorded),
    effects: lease.joined.map((request) =>
      tell(request, { kind: 'coalesced', into: release.cycle, runProfile: lease.runProfile, outcome }),
    ),
  };
}

/** Runs of others that ended before ours, or while ours waited for them: each is followed once. */
function followForeignRuns(
  state: RunLockState,
  { managementAgentId }: Lease,
  outcome: RunOutcome,
): { readonly followed: RunLockState; readonly effects: Transition['effects'] } {
  const noticed = outcome.unmanagedRuns ?? [];
  const lastNoticed = noticed.length === 0 ? undefined : Math.max(...noticed);
  const before = outcome.mayGoOn ? undefined : outcome.runNumber;
  const effects = foreignRunsToFollow(state, managementAgentId, {
    before: before ?? (lastNoticed === undefined ? undefined : lastNoticed + 1),
    noticed,
  });
  if (lastNoticed === undefined) return { followed: state, effects };
  const runNumber = Math.max(state.runNumbers[managementAgentId] ?? 0, lastNoticed);
  const runNumbers = { ...state.runNumbers, [managementAgentId]: runNumber };
  return { followed: { ...state, runNumbers }, effects };
}

/** The run may go on in the engine: its lease stays, as that of a run which nobody here waits for, until the engine is idle. */
export function keptUnmanaged(state: RunLockState, lease: Lease): RunLockState {
  const { request: _given, ...unmanaged } = lease;
  return { ...state, leases: [...state.leases, { ...unmanaged, joined: [] }] };
}

/** What the read model tells of the management agent from now on. A run that was cancelled before it began was none. */
function recordOutcome(state: RunLockState, lease: Lease, release: Release, now: number): RunLockState {
  const { outcome, cycle } = release;
  const { managementAgentId, runProfile } = lease;
  if (outcome.runNumber === undefined && outcome.cancelled) return state;
  const { unmanagedRuns: _followed, stop: _done, ...told } = outcome;
  const lastOutcomes = {
    ...state.lastOutcomes,
    [managementAgentId]: { ...told, runProfile, cycle, at: now },
  };
  if (outcome.runNumber === undefined) return { ...state, lastOutcomes };
  const runNumber = Math.max(state.runNumbers[managementAgentId] ?? 0, outcome.runNumber);
  return {
    ...(outcome.cancelled ? state : withoutSynchronized(state, lease)),
    lastOutcomes,
    runNumbers: { ...state.runNumbers, [managementAgentId]: runNumber },
    durations: {
      ...state.durations,
      [managementAgentId]: {
        ...state.durations[managementAgentId],
        [runProfile.toLowerCase()]: now - lease.since,
      },
    },
  };
}
