import { exportThresholdsOf } from '../../thresholds/thresholds-for.js';
import { meaningIn, type RunLockState, type WaitingEntry } from '../state.js';
import { released } from './decide.js';

/**
 * A new configuration has other thresholds for the exports of a management agent: what an operator had raised is
 * forgotten, and what is held goes back into the queue, to be judged anew when its turn comes.
 *
 * @param configured the state with the new configuration
 */
export function judgeHoldsAnew(before: RunLockState, configured: RunLockState, now: number): RunLockState {
  if (!configured.catalogue)
    return sameThresholds(before, configured) ? configured : withoutRaised(configured);
  const changed = configured.catalogue
    .filter((ma) => {
      const [old, present] = [before, configured].map((state) =>
        JSON.stringify(exportThresholdsOf(state.configuration.thresholds, ma, meaningIn(state))),
      );
      return old !== present;
    })
    .map(({ id }) => id);
  if (changed.length === 0) return configured;
  const raised = Object.entries(configured.raised ?? {}).filter(([id]) => !changed.includes(id));
  return {
    ...configured,
    raised: Object.fromEntries(raised),
    waiting: backInQueue(configured.waiting, (entry) => changed.includes(entry.managementAgentId), now),
  };
}

/** Those that are held and meant go back into the queue, to be counted and judged anew when their turn comes. */
export function backInQueue(
  waiting: readonly WaitingEntry[],
  isMeant: (entry: WaitingEntry) => boolean,
  now: number,
): readonly WaitingEntry[] {
  return waiting.map((entry) => (entry.held && isMeant(entry) ? released(entry, now) : entry));
}

/** Whose thresholds differ cannot be told as long as the engine has not been seen. */
function sameThresholds(before: RunLockState, configured: RunLockState): boolean {
  const [old, present] = [before, configured].map(({ configuration }) =>
    JSON.stringify(configuration.thresholds),
  );
  return old === present;
}

function withoutRaised({ raised: _forgotten, ...state }: RunLockState): RunLockState {
  return state;
}
