import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const RESOLUTION = 1_000_000;

/** Draws that are the same for the same seed. */
export interface Dice {
  /** Evenly, from `from` to `to`. */
  readonly between: (from: number, to: number) => number;
  /** So that each doubling is as likely as any other, from `from` to `to`: for rates and sizes over several magnitudes. */
  readonly magnitude: (from: number, to: number) => number;
  /** One of several, evenly. `choices` is not empty. */
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** @param seed an integer */
export function seededDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const share = () => uniformInt(generator, 0, RESOLUTION) / RESOLUTION;
  return {
    between: (from, to) => from + (to - from) * share(),
    magnitude: (from, to) => from * (to / from) ** share(),
    pick: <T>(choices: readonly T[]) => {
      if (choices.length === 0) throw new RangeError('nothing to pick from');
      return choices[uniformInt(generator, 0, choices.length - 1)] as T;
    },
  };
}
