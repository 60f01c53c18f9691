import { findManagementAgent } from '../../management-agent/management-agent.js';
import { shutFor } from '../no-start/shut-for.js';
import type { ShutTime } from '../no-start/window.js';
import type { RunLockState, WaitingEntry } from '../state.js';

/** Why nothing at all is granted now; `undefined` if nothing is in the way. */
export type Hold =
  | 'engine-not-seen'
  | 'engine-down'
  /** Cycles that were open before the run lock started have not been heard yet. */
  | 'hearing'
  /** There are no-start windows, and the calendar has not been worked out. */
  | 'calendar-unknown';

/** What keeps the whole queue waiting. */
export function holdOf(state: RunLockState, now: number): Hold | undefined {
  if (!state.catalogue) return 'engine-not-seen';
  if (state.engineDown) return 'engine-down';
  if (state.hearing) return 'hearing';
  if (state.configuration.noStartWindows.length > 0 && (state.shutTimesUntil ?? 0) <= now) {
    return 'calendar-unknown';
  }
  return undefined;
}

/** The no-start window that keeps a request waiting now. One that several share waits only while all of them would. */
export function shutTimeOf(state: RunLockState, entry: WaitingEntry, now: number): ShutTime | undefined {
  if (state.shutTimes.length === 0) return undefined;
  const { managementAgentId } = entry;
  return shutFor(
    state.shutTimes,
    {
      managementAgentId,
      managementAgentName:
        findManagementAgent(state.catalogue ?? [], managementAgentId)?.name ?? managementAgentId,
      triggers: [entry.request, ...entry.joined].map(({ trigger }) => trigger ?? 'operator'),
    },
    now,
  );
}

/** When the next run may start, as far as the distance between starts goes. Milliseconds since 1970. */
export function spacedFrom(state: RunLockState): number {
  const { startSpacingMs } = state.configuration;
  return startSpacingMs === 0 || state.lastGrantAt === undefined ? 0 : state.lastGrantAt + startSpacingMs;
}
