import type { NotSimulated } from '../world-definition.js';

/** A part of an export as the simulation understands it, and what it had to leave out or do otherwise. */
export interface Reading<T> {
  readonly value: T;
  readonly notSimulated: readonly NotSimulated[];
}

/** Puts readings of several parts together, in their order. */
export function joinReadings<T>(readings: readonly Reading<readonly T[]>[]): Reading<readonly T[]> {
  return {
    value: readings.flatMap((reading) => reading.value),
    notSimulated: readings.flatMap((reading) => reading.notSimulated),
  };
}

/** Drops entries that say the same about the same management agent, and keeps the first of each. */
export function withoutRepetition(entries: readonly NotSimulated[]): readonly NotSimulated[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
