import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory } from './commands.js';
import { MUTANTS } from './mutants.js';
import { playHistory } from './play-history.js';
import { PROPERTIES } from './properties.js';

/** Fewer histories than the run lock itself has to stand: what takes more to be found is found by luck. */
const HISTORIES = 1_000;

describe('a run lock that breaks a rule is caught', () => {
  it.each(MUTANTS)('one that $what, by "$breaks"', ({ breaks, make }) => {
    const found = fc.check(
      fc.property(anyHistory(), (commands) => {
        const mutant = make();
        PROPERTIES[breaks](playHistory(commands, mutant), mutant);
      }),
      { numRuns: HISTORIES, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });

  it('has a mutant for each property', () => {
    const broken = new Set(MUTANTS.map(({ breaks }) => breaks));
    expect(Object.keys(PROPERTIES).filter((property) => !broken.has(property as never))).toEqual([]);
  });
});
