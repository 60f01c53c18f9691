import { findManagementAgent } from '../../management-agent/management-agent.js';
import type { RunLockEffect } from '../effect.js';
import type { RunLockState } from '../state.js';
import { workLeft } from './work-left.js';

/** How many runs of one management agent are followed at most: more have been made while nobody looked. */
const MOST_FOLLOWED = 10;

/**
 * Runs that somebody else started and whose results nobody has judged: a cycle takes the follow-ups from each.
 *
 * The engine numbers the runs of a management agent one by one, and each of ours is known when it is given back: what
 * lies between is not ours. Of more than can be followed the last are, and what the others left undone is looked for.
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
  const { before = 0, noticed } = runs;
  const known = state.runNumbers[managementAgentId];
  const missed = known === undefined ? 0 : Math.max(0, before - known - 1);
  const between = Array.from({ length: Math.min(missed, MOST_FOLLOWED) }, (_, index) => before - 1 - index);
  const numbers = new Set([...between, ...noticed.filter((number) => number > (known ?? 0))]);
  const followed = [...numbers]
    .toSorted((a, b) => a - b)
    .map((runNumber): RunLockEffect => ({
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
  return missed > MOST_FOLLOWED ? [...followed, ...workLeft(state, [managementAgentId])] : followed;
}
