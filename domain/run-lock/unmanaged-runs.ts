import { findRunProfile } from '../management-agent.js';
import type { EngineObservation } from './engine-observation.js';
import { needsOf } from './needs.js';
import type { Lease, RunLockState } from './state.js';

type ObservedRun = EngineObservation['lastRuns'][number];

/**
 * Takes over what a look at the engine found: the catalogue, the run numbers, and for each run that goes on without
 * a lease an unmanaged one, so that ours keep out of its way. An unmanaged lease ends when its management agent is idle
 * or runs something else.
 *
 * A management agent that one of our leases holds may run what somebody else started just before ours: then it has both.
 */
export function noticeUnmanagedRuns(
  state: RunLockState,
  observation: EngineObservation,
  now: number,
): RunLockState {
  const running = observation.lastRuns.filter((run) => run.busy && !hasEndedSince(state, run));
  const kept = state.leases.filter(
    (lease) => lease.request !== undefined || running.some((run) => isRunOf(lease, run)),
  );
  const seen = running
    .filter((run) => !kept.some((lease) => isRunOf(lease, run)))
    .flatMap((run) => unmanagedLease(state, observation, run));
  const runNumbers = { ...state.runNumbers };
  for (const { managementAgentId, runNumber, busy } of observation.lastRuns) {
    // A run in progress is known when it has ended: until then it may be one that a cycle is about to adopt.
    if (runNumber === undefined || busy) continue;
    runNumbers[managementAgentId] = Math.max(runNumbers[managementAgentId] ?? 0, runNumber);
  }
  return {
    ...state,
    catalogue: observation.managementAgents,
    catalogueStale: false,
    leases: [
      ...kept,
      ...seen.map((lease, position) => ({
        ...lease,
        token: state.nextToken + position,
        since: now,
        askedAt: now,
      })),
    ],
    nextToken: state.nextToken + seen.length,
    runNumbers,
  };
}

/** The look was taken before the end of this run, which its cycle has reported by now. */
function hasEndedSince(state: RunLockState, run: ObservedRun): boolean {
  return run.runNumber !== undefined && run.runNumber === state.runNumbers[run.managementAgentId];
}

function isRunOf(lease: Lease, run: ObservedRun): boolean {
  return (
    lease.managementAgentId === run.managementAgentId &&
    (run.runProfile === undefined || run.runProfile.toLowerCase() === lease.runProfile.toLowerCase())
  );
}

function unmanagedLease(
  state: RunLockState,
  observation: EngineObservation,
  run: ObservedRun,
): Omit<Lease, 'token' | 'since' | 'askedAt'>[] {
  const ma = observation.managementAgents.find(({ id }) => id === run.managementAgentId);
  if (!ma) return [];
  const profile = run.runProfile === undefined ? undefined : findRunProfile(ma, run.runProfile);
  return [
    {
      managementAgentId: ma.id,
      runProfile: run.runProfile ?? 'unknown',
      joined: [],
      needs: profile
        ? needsOf(ma, profile, state.configuration.rules)
        : { managementAgents: [ma.id], sync: true, engine: 'exclusive' },
    },
  ];
}
