import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockPolicy } from '../../domain/run-lock/state.js';
import { anyScript } from './commands.js';
import { MUTANTS } from './mutants.js';
import { playHistory } from './play-history.js';
import { PROPERTIES, type Property } from './properties.js';

/** Most mutants are caught within a hundred. */
const HISTORIES = 6_000;
/** Always the same histories: whether a mutant is caught does not depend on luck. */
const SEED = 5;
/** A machine with much else to do takes ten times as long as one without. */
const LONGEST_MS = 120_000;
const POLICIES = ['fifo', 'yield-queued', 'yield-all', 'batch'] as const satisfies LockPolicy[];

describe('a run lock that breaks a rule is caught', () => {
  it.each(MUTANTS)('one that $what, by "$breaks"', { timeout: LONGEST_MS }, ({ breaks, make }) => {
    const anyHistory = fc.constantFrom(...POLICIES).chain((policy) => anyScript(policy));
    const found = fc.check(
      fc.property(anyHistory, (script) => {
        const mutant = make();
        PROPERTIES[breaks](playHistory(script, mutant), mutant);
      }),
      { seed: SEED, numRuns: HISTORIES, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
    // Not because something went wrong: because of the property.
    expect(String(found.errorInstance)).not.toMatch(/TypeError|RangeError/);
  });

  it('has a mutant for each property', () => {
    const broken = new Set<Property>(MUTANTS.map(({ breaks }) => breaks));
    expect(Object.keys(PROPERTIES).filter((property) => !broken.has(property as Property))).toEqual([]);
  });
});
