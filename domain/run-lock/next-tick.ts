import { holdOf, shutNow, spacedFrom } from './granting/hold.js';
import { shadowFrom } from './granting/policy.js';
import { isOverdue } from './granting/queue-order.js';
import type { RunLockState } from './state.js';

/**
 * When the passing of time alone may let something start: a `tick` is due then. Milliseconds since 1970; `undefined` if
 * time changes nothing.
 *
 * That is: when the distance to the last start is kept, when a no-start window ends, when one begins (whoever waited for
 * one that must not start now need not wait for him any more), when a run is so far over its usual time that another may
 * start in its shadow, or when somebody has waited so long that he goes first.
 */
export function nextTick(state: RunLockState, now: number): number | undefined {
  const waiting = state.waiting.filter((entry) => !entry.held);
  if (waiting.length === 0 || holdOf(state, now) !== undefined) return undefined;
  const { longestWaitMs } = state.configuration;
  const shutTimeOf = shutNow(state, now);
  const times = waiting.flatMap((entry) => {
    const shut = shutTimeOf(entry);
    if (shut) return [shut.to];
    if (isOverdue(entry, longestWaitMs, now)) return [];
    return [entry.since + longestWaitMs, shadowFrom(state, entry, now) ?? Number.POSITIVE_INFINITY];
  });
  const spaced = spacedFrom(state);
  if (spaced > now) times.push(spaced);
  for (const { from } of state.shutTimes) if (from > now) times.push(from);
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}

/** How long before its end the calendar of no-start windows is worked out anew. */
export const CALENDAR_AHEAD_MS = 24 * 3_600_000;

/** Whether the calendar of no-start windows must be worked out now. */
export function isCalendarDue(state: RunLockState, now: number): boolean {
  return (
    state.configuration.noStartWindows.length > 0 && (state.shutTimesUntil ?? 0) - now < CALENDAR_AHEAD_MS
  );
}
