import type { ManagementAgent } from '../../management-agent/management-agent.js';
import type { EngineObservation } from '../engine-observation.js';
import { refuseUnresolved, refuseWhatMayNotRun } from '../queue/ask.js';
import { dropRequest, openRequests, takeOver } from '../queue/drop.js';
import { needsNow, withFreshNeeds } from '../queue/fresh-needs.js';
import { keptUnmanaged } from '../queue/give-back.js';
import { withoutLease } from '../queue/settle.js';
import type { Lease, RunLockState } from '../state.js';
import { forEachOf, unchanged, type Transition } from '../transition.js';
import { markUnjudged } from '../unjudged.js';
import { catalogueFingerprint } from './catalogue-fingerprint.js';
import { foreignRunsToFollow } from './foreign-runs.js';
import { newManagementAgents, workLeftOfNew } from './work-left.js';

type ObservedRun = EngineObservation['lastRuns'][number];

/**
 * Takes over what a look at the engine found.
 *
 * - A run that goes on without a lease takes an unmanaged one, so that ours keep out of its way; the lease ends with
 *   the run, whose results a cycle then judges like ours.
 * - The lease of a cycle that has ended without giving it back is free if its management agent is idle, and becomes
 *   an unmanaged one if not. Time alone never frees a lease.
 * - With the first catalogue, the lock has management agents to see after, and a later one may have new ones: what was left
 *   undone on them is looked for.
 * - A catalogue that has changed, by a run profile that was made or renamed, is told to who makes the schedules.
 *
 * @param closedCycles of the cycles that hold leases or wait, those that have ended
 */
export function observeEngine(
  state: RunLockState,
  observation: EngineObservation,
  closedCycles: readonly string[],
  now: number,
): Transition {
  const { engineDown: _over, ...reached } = state;
  const known = withCatalogue(reached, observation.managementAgents, now);
  const verified = forEachOf(
    known.leases.filter(({ request }) => request && closedCycles.includes(request.cycle)),
    unchanged(known),
    freeLeaseOfClosedCycle,
  );
  const left = withoutRequestsOf(verified, closedCycles);
  const runs = forEachOf(observation.lastRuns, left, (next, run) => observeRun(next, run, now));
  if (!observation.managementAgents) return runs;
  const resolved = refuseUnresolved(withFreshNeeds(runs.state), now);
  const allowed = refuseWhatMayNotRun(resolved.state);
  return {
    // Who has staged what is on them before, nobody knows.
    state: markUnjudged(allowed.state, newManagementAgents(state, allowed.state)),
    effects: [
      ...runs.effects,
      ...resolved.effects,
      ...allowed.effects,
      ...workLeftOfNew(state, allowed.state),
      ...(isSameCatalogue(state.catalogue, observation.managementAgents)
        ? []
        : [{ kind: 'reconcile-schedules' } as const]),
    ],
  };
}

function isSameCatalogue(
  before: readonly ManagementAgent[] | undefined,
  now: readonly ManagementAgent[],
): boolean {
  return before !== undefined && catalogueFingerprint(before) === catalogueFingerprint(now);
}

function withCatalogue(
  state: RunLockState,
  catalogue: readonly ManagementAgent[] | undefined,
  now: number,
): RunLockState {
  if (!catalogue) return state;
  const next = {
    ...state,
    catalogue,
    catalogueStale: false,
    catalogueReadAt: now,
    // Nobody would ever see the end of a run of a management agent that is gone.
    leases: state.leases.filter(
      (lease) => lease.request ?? catalogue.some(({ id }) => id === lease.managementAgentId),
    ),
  };
  if (state.catalogue) return next;
  // What cycles said they hold was taken for everything, as long as nothing was known of the engine.
  const leases = next.leases.map((lease) => ({
    ...lease,
    needs: needsNow(next, { ...lease, exclusive: lease.request?.exclusive ?? false }),
  }));
  return { ...next, leases };
}

/** Its run, if there is one, goes on in the engine: an unmanaged lease ends as soon as a look shows the management agent idle. */
function freeLeaseOfClosedCycle(state: RunLockState, lease: Lease): Transition {
  return takeOver(keptUnmanaged(withoutLease(state, lease), lease), lease);
}

/** A cycle that has ended needs nothing any more: those who joined its requests go on in its place. */
function withoutRequestsOf(transition: Transition, closedCycles: readonly string[]): Transition {
  if (closedCycles.length === 0) return transition;
  const closed = openRequests(transition.state).filter(({ cycle }) => closedCycles.includes(cycle));
  return forEachOf(closed, transition, (next, { id }) => dropRequest(next, id));
}

function observeRun(state: RunLockState, run: ObservedRun, now: number): Transition {
  const { managementAgentId, busy } = run;
  if (!state.catalogue?.some(({ id }) => id === managementAgentId)) {
    return unchanged(state.catalogueStale ? state : { ...state, catalogueStale: true });
  }
  if (isOld(state, run)) return unchanged(state);
  const seen = busy
    ? noticeRun(withoutOtherUnmanagedLease(state, run), run, now)
    : withoutUnmanagedLease(state, run);
  const held = state.leases.some((lease) => lease.request && lease.managementAgentId === managementAgentId);
  const known = state.runNumbers[managementAgentId] !== undefined;
  // What ran under a lease of ours is told of by its cycle; but what ran before the first look must be known.
  return held && known ? unchanged(seen) : followEndedRuns(seen, run);
}

/**
 * Whether more is known than this look has found: it was taken before the end of a run that its cycle has reported by
 * now, or before the beginning of one that another look has shown.
 */
function isOld(state: RunLockState, { managementAgentId, busy, runNumber }: ObservedRun): boolean {
  if (runNumber === undefined) return false;
  if (busy && runNumber <= (state.runNumbers[managementAgentId] ?? 0)) return true;
  return state.leases.some(
    (lease) =>
      lease.request === undefined &&
      lease.managementAgentId === managementAgentId &&
      (lease.runNumber ?? 0) > runNumber,
  );
}

/** The engine runs one run of a management agent at a time, and numbers them: all before the one that goes on have ended. */
function followEndedRuns(
  state: RunLockState,
  { managementAgentId, busy, runNumber = 0 }: ObservedRun,
): Transition {
  const ended = busy ? runNumber - 1 : runNumber;
  const last = Math.max(ended, state.runNumbers[managementAgentId] ?? 0);
  return {
    state:
      last === state.runNumbers[managementAgentId]
        ? state
        : { ...state, runNumbers: { ...state.runNumbers, [managementAgentId]: last } },
    effects: foreignRunsToFollow(state, managementAgentId, { before: last + 1, noticed: [] }),
  };
}

/** The management agent is idle. */
function withoutUnmanagedLease(state: RunLockState, { managementAgentId }: ObservedRun): RunLockState {
  const leases = state.leases.filter(
    (lease) => lease.request ?? lease.managementAgentId !== managementAgentId,
  );
  return leases.length === state.leases.length ? state : { ...state, leases };
}

/** The management agent runs this now: an unmanaged lease for something else has ended. */
function withoutOtherUnmanagedLease(state: RunLockState, run: ObservedRun): RunLockState {
  return {
    ...state,
    leases: state.leases.filter(
      (lease) =>
        lease.request !== undefined ||
        lease.managementAgentId !== run.managementAgentId ||
        isRunOf(lease, run),
    ),
  };
}

/**
 * A management agent that one of our leases holds may run what somebody else started just before ours: then it has
 * both. One with the very profile of our lease is taken for ours.
 */
function noticeRun(state: RunLockState, run: ObservedRun, now: number): RunLockState {
  const { managementAgentId, runNumber } = run;
  const lease = state.leases.find((one) => isRunOf(one, run));
  if (lease) {
    if (runNumber === undefined || lease.runNumber === runNumber) return state;
    return {
      ...state,
      leases: state.leases.map((one) => (one === lease ? { ...one, runNumber } : one)),
    };
  }
  const runProfile = run.runProfile ?? 'unknown';
  const seen: Lease = {
    token: state.nextToken,
    managementAgentId,
    runProfile,
    needs: needsNow(state, { managementAgentId, runProfile, exclusive: false }),
    since: now,
    askedAt: now,
    joined: [],
    ...(runNumber === undefined ? {} : { runNumber }),
  };
  return { ...state, leases: [...state.leases, seen], nextToken: state.nextToken + 1 };
}

function isRunOf(lease: Lease, run: ObservedRun): boolean {
  return (
    lease.managementAgentId === run.managementAgentId &&
    (run.runProfile === undefined || run.runProfile.toLowerCase() === lease.runProfile.toLowerCase())
  );
}
