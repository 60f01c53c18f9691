import type { Trigger } from '../../cycle/cycle.js';
import type { ShutTime } from './window.js';

/** A run that wants to start. */
export interface WantedStart {
  /** The id of its management agent, and the names that mean it. */
  readonly managementAgent: readonly string[];
  /** Of all who ask for this one run. Of one who asks without a trigger nothing is known: leave all out then. */
  readonly triggers: readonly Trigger[];
}

/**
 * The shut time that keeps a run from starting now; `undefined` if it may start.
 *
 * A run that several ask for starts as soon as one of them may: it waits only while each of them is kept waiting. What
 * comes back is, of the one who may start first, the shut time that ends last. When it ends the next may have begun
 * already: see {@link nextOpening}.
 *
 * @param now milliseconds since 1970
 */
export function shutFor(
  shutTimes: readonly ShutTime[],
  wanted: WantedStart,
  now: number,
): ShutTime | undefined {
  const shut = shutTimes.filter((time) => isShutAt(time, now) && holdsForManagementAgent(time, wanted));
  if (shut.length === 0) return undefined;
  const askers = wanted.triggers.length === 0 ? [undefined] : wanted.triggers;
  let first: ShutTime | undefined;
  for (const asker of askers) {
    const last = lastToEnd(shut.filter((time) => holdsForTrigger(time, asker)));
    if (!last) return undefined;
    if (!first || last.to < first.to) first = last;
  }
  return first;
}

/** Whether it is this time now. @param now milliseconds since 1970 */
export function isShutAt({ from, to }: ShutTime, now: number): boolean {
  return from <= now && now < to;
}

/**
 * When a run may start, as far as the shut times say: `now` if it may at once. Shut times that follow each other without
 * a gap are one.
 *
 * @param now milliseconds since 1970, as is the result
 */
export function nextOpening(shutTimes: readonly ShutTime[], wanted: WantedStart, now: number): number {
  let opening = now;
  for (;;) {
    const shut = shutFor(shutTimes, wanted, opening);
    if (!shut) return opening;
    opening = shut.to;
  }
}

/**
 * Whether one more who asks for a run may let it start sooner than those who ask for it already.
 *
 * @param now milliseconds since 1970
 */
export function mayStartSooner(
  shutTimes: readonly ShutTime[],
  wanted: WantedStart,
  asker: Trigger,
  now: number,
): boolean {
  if (wanted.triggers.includes(asker)) return false;
  return shutTimes.some(
    (time) => now < time.to && holdsForManagementAgent(time, wanted) && !holdsForTrigger(time, asker),
  );
}

function holdsForManagementAgent({ managementAgent }: ShutTime, wanted: WantedStart): boolean {
  if (managementAgent === undefined) return true;
  const nameOrId = managementAgent.toLowerCase();
  return wanted.managementAgent.some((name) => name.toLowerCase() === nameOrId);
}

function holdsForTrigger({ triggers }: ShutTime, asker: Trigger | undefined): boolean {
  return triggers === undefined || (asker !== undefined && triggers.includes(asker));
}

function lastToEnd(shut: readonly ShutTime[]): ShutTime | undefined {
  return shut.reduce<ShutTime | undefined>(
    (last, time) => (last && last.to >= time.to ? last : time),
    undefined,
  );
}
