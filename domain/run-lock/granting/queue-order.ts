import type { Urgency } from '../messages.js';
import type { RunLockState, WaitingEntry } from '../state.js';

const URGENCY_ORDER = ['continuation', 'immediate', 'normal'] as const;

/** How urgent a waiting run is: as urgent as the most urgent request for it. */
export function urgencyOf(entry: WaitingEntry): Urgency {
  const asked = [entry.request, ...entry.joined].map((request) => request.urgency);
  return URGENCY_ORDER.find((urgency) => asked.includes(urgency)) ?? 'normal';
}

/** Whether one goes before the other. */
export function isMoreUrgent(one: Urgency, other: Urgency): boolean {
  return URGENCY_ORDER.indexOf(one) < URGENCY_ORDER.indexOf(other);
}

/** Whether a request has waited so long that it goes first, whatever the policy. */
export function isOverdue(entry: WaitingEntry, longestWaitMs: number, now: number): boolean {
  return now - entry.since >= longestWaitMs;
}

/**
 * The order in which requests are looked at: what an operator put to the front, the latest first; what has waited too
 * long, the longest first; then by urgency, first come, first served. Without those that wait for an operator's decision.
 */
export function queueOrder(state: RunLockState, now: number): readonly WaitingEntry[] {
  const { longestWaitMs } = state.configuration;
  return state.waiting
    .filter((entry) => !entry.held)
    .map((entry) => ({ entry, class: classOf(entry, longestWaitMs, now) }))
    .toSorted(
      (a, b) =>
        a.class - b.class ||
        (b.entry.movedToFrontAt ?? 0) - (a.entry.movedToFrontAt ?? 0) ||
        a.entry.since - b.entry.since,
    )
    .map(({ entry }) => entry);
}

function classOf(entry: WaitingEntry, longestWaitMs: number, now: number): number {
  if (entry.movedToFrontAt !== undefined) return 0;
  if (isOverdue(entry, longestWaitMs, now)) return 1;
  return 2 + URGENCY_ORDER.indexOf(urgencyOf(entry));
}
