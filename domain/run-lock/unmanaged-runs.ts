import { findRunProfile } from '../management-agent.js';
import type { EngineObservation } from './engine-observation.js';
import { needsOf } from './needs.js';
import type { Lease, RunLockState } from './state.js';

/**
 * Takes over what a look at the engine found: the catalogue, the run numbers, and for each run that goes on without
 * a lease an unmanaged one, so that ours keep out of its way. An unmanaged lease ends when its management agent is idle.
 */
export function noticeUnmanagedRuns(
  state: RunLockState,
  observation: EngineObservation,
  now: number,
): RunLockState {
  const busy = new Set(observation.lastRuns.filter((run) => run.busy).map((run) => run.managementAgentId));
  const kept = state.leases.filter(
    (lease) => lease.request !== undefined || busy.has(lease.managementAgentId),
  );
  const held = new Set(kept.map((lease) => lease.managementAgentId));
  const seen = observation.lastRuns
    .filter((run) => run.busy && !held.has(run.managementAgentId))
    .flatMap((run) => unmanagedLease(state, observation, run));
  const runNumbers = { ...state.runNumbers };
  for (const { managementAgentId, runNumber, busy: running } of observation.lastRuns) {
    // A run in progress is known when it has ended: until then it may be one that a cycle is about to adopt.
    if (runNumber === undefined || running) continue;
    runNumbers[managementAgentId] = Math.max(runNumbers[managementAgentId] ?? 0, runNumber);
  }
  return {
    ...state,
    catalogue: observation.managementAgents,
    leases: [
      ...kept,
      ...seen.map((lease, position) => ({ ...lease, token: state.nextToken + position, since: now })),
    ],
    nextToken: state.nextToken + seen.length,
    runNumbers,
  };
}

function unmanagedLease(
  state: RunLockState,
  observation: EngineObservation,
  run: EngineObservation['lastRuns'][number],
): Omit<Lease, 'token' | 'since'>[] {
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
