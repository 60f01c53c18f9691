import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws that are the same for the same seed. */
export interface Dice {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True once in so many draws, on average. */
  oneIn(times: number): boolean;
  /** One of several, evenly. @throws {RangeError} when there is nothing to pick from */
  pick<T>(choices: readonly T[]): T;
  /** One of several, by their weights: whole numbers from 0 on, of which one is above 0. */
  weigh<T extends string>(weights: Readonly<Record<T, number>>): T;
}

/** @param seed a whole number */
export function seededDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const between = (from: number, to: number) => uniformInt(generator, from, to);
  const pick = <T>(choices: readonly T[]): T => {
    if (choices.length === 0) throw new RangeError('There is nothing to pick from');
    return choices[between(0, choices.length - 1)] as T;
  };
  return {
    between,
    oneIn: (times) => between(1, times) === 1,
    pick,
    weigh: <T extends string>(weights: Readonly<Record<T, number>>) => {
      const entries = Object.entries<number>(weights) as [T, number][];
      return pick(entries.flatMap(([choice, weight]) => Array.from({ length: weight }, () => choice)));
    },
  };
}
