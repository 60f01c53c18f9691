import { findManagementAgent } from '../../management-agent/management-agent.js';
import type { RunLockEffect } from '../effect.js';
import type { RunLockState } from '../state.js';

/** How many runs of one management agent are followed at most: more have been made while nobody looked, and work left is found otherwise. */
const MOST_FOLLOWED = 10;

/**
 * Runs that somebody else started and whose results nobody has judged: a cycle takes the follow-ups from each.
 *
 * The engine numbers the runs of a management agent one by one, and each of ours is known when it is given back: what
 * lies between is not ours.
 *
 * @param runs `before`: the number of our run that has ended now, or one more than that of the last run; absent = only
 * those noticed. `noticed`: numbers of foreign runs that were seen.
 */
export function foreignRunsToFollow(
  state: RunLockState,
  managementAgentId: string,
  runs: { readonly before: number | undefined; readonly noticed: readonly number[] },
): readonly RunLockEffect[] {
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId);
  if (!ma) return [];
  const known = state.runNumbers[managementAgentId];
  const between =
    known === undefined || runs.before === undefined
      ? []
      : Array.from(
          { length: Math.max(0, Math.min(runs.before - known - 1, MOST_FOLLOWED)) },
          (_, index, last = runs.before ?? 0) => last - 1 - index,
        );
  const numbers = new Set([...between, ...runs.noticed.filter((number) => number > (known ?? 0))]);
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((runNumber) => ({
      kind: 'start-cycle',
      cycle: {
        unique: `run-${runNumber}`,
        managementAgent: ma.name,
        start: { kind: 'follow-ups-of-run', runNumber },
        cause: {
          trigger: 'unmanaged-run',
          description: `run ${runNumber} of ${ma.name}, which no cycle had followed`,
        },
        lineage: [],
      },
    }));
}
