import { foreignRunsToFollow } from '../engine/foreign-runs.js';
import type { Release } from '../messages.js';
import type { Lease, RunLockState } from '../state.js';
import { unchanged, type Transition } from '../transition.js';
import { settle, takeOver } from './drop.js';

/**
 * Only the holder can give a lease back, and only by the token of that very lease. Requests that joined learn how the
 * run ended; if it never started, or was cancelled, the first of them takes its place.
 */
export function giveBack(state: RunLockState, release: Release, now: number): Transition {
  const lease = state.leases.find(
    (held) => held.token === release.token && held.request?.cycle === release.cycle,
  );
  if (!lease?.request) return unchanged(state);
  const { outcome } = release;
  const freed = settle({ ...state, leases: state.leases.filter((held) => held !== lease) }, lease.request.id);
  if (outcome.mayGoOn) return unchanged(takeOver(keptUnmanaged(freed, lease), lease));
  const foreign = foreignRunsToFollow(state, lease.managementAgentId, {
    before: outcome.runNumber,
    noticed: outcome.unmanagedRuns ?? [],
  });
  const recorded = recordOutcome(freed, lease, release, now);
  if (outcome.runNumber === undefined || outcome.cancelled) {
    return { state: takeOver(recorded, lease), effects: foreign };
  }
  return {
    state: lease.joined.reduce((next, request) => settle(next, request.id), recorded),
    effects: [
      ...foreign,
      ...lease.joined.map((request) => ({
        kind: 'answer' as const,
        cycle: request.cycle,
        answer: {
          kind: 'coalesced' as const,
          requestId: request.id,
          into: release.cycle,
          runProfile: lease.runProfile,
          outcome,
        },
      })),
    ],
  };
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
  const { unmanagedRuns: _followed, ...told } = outcome;
  const lastOutcomes = {
    ...state.lastOutcomes,
    [managementAgentId]: { ...told, runProfile, cycle, at: now },
  };
  if (outcome.runNumber === undefined) return { ...state, lastOutcomes };
  const runNumber = Math.max(state.runNumbers[managementAgentId] ?? 0, outcome.runNumber);
  return {
    ...state,
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
