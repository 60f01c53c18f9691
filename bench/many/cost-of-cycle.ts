import { percentile } from '../run-lock/statistics.js';

/** What a worker and an API used in one round, milliseconds of CPU. */
export interface Round {
  /** While no cycle ran, and how long that was. */
  readonly idle: { readonly cpuMs: number; readonly lastedMs: number };
  /** While cycles ran. */
  readonly busy: { readonly cpuMs: number; readonly lastedMs: number; readonly cycles: number };
}

/** What a number of management agents costs; the median of the rounds. */
export interface Cost {
  /** CPU per cycle, with what goes on all the time; milliseconds. */
  readonly perCycle: number;
  /** The same without what an installation at rest takes in the same time. */
  readonly perCycleAlone: number;
  /** Of an installation at rest; percent of one core. */
  readonly idlePercent: number;
  /** {@link perCycle} of the dearest round over that of the cheapest, less 1; percent: what the machine does, not the number. */
  readonly roundsDiffer: number;
}

/**
 * What a cycle costs, of several rounds: a machine whose speed changes from one quarter of an hour to the next is asked
 * about all numbers of management agents in turn, and the median of the rounds counts.
 *
 * @param rounds not empty
 */
export function costOf(rounds: readonly Round[]): Cost {
  const perCycle = rounds.map(({ busy }) => busy.cpuMs / busy.cycles);
  return {
    perCycle: percentile(perCycle, 0.5),
    perCycleAlone: percentile(
      rounds.map(
        ({ idle, busy }) => (busy.cpuMs - (idle.cpuMs / idle.lastedMs) * busy.lastedMs) / busy.cycles,
      ),
      0.5,
    ),
    idlePercent: percentile(
      rounds.map(({ idle }) => (100 * idle.cpuMs) / idle.lastedMs),
      0.5,
    ),
    roundsDiffer: spreadOf(perCycle),
  };
}

/** By how much the largest is more than the smallest, in percent. */
export function spreadOf(values: readonly number[]): number {
  return (100 * (Math.max(...values) - Math.min(...values))) / Math.min(...values);
}
