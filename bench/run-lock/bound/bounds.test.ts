import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, HR_AD_MIM, speedsOf } from '../../../test/run-lock/small-site.js';
import { sampleId } from '../../../test/sample-server.js';
import { seededDice } from '../landscape/dice.js';
import { drawSpeeds } from '../landscape/speeds.js';
import { burstBound } from './burst-bound.js';
import { makespanWithForesight } from './with-foresight.js';
import { propagationBound } from './propagation-bound.js';

const SPEEDS = speedsOf(HR_AD_MIM);
const HR = sampleId('HR');

describe('the lower bound of a burst', () => {
  it('of one change to one target: import, sync, export, confirming import, 4 s each', () => {
    const bound = burstBound([change('HR', ['AD'])], SPEEDS);
    expect(bound).toMatchObject({ makespan: 16_000, alone: 4000, beside: 12_000 });
  });

  it('of targets side by side counts the one that takes longest', () => {
    const changes = [change('HR', ['MIM Service']), change('HR', ['MIM Service']), change('HR', ['AD'])];
    // Import of 3: 6 s. Sync of 3: 6 s. Export and confirming import of 2: 5 s each.
    expect(burstBound(changes, SPEEDS)).toMatchObject({ alone: 6000, beside: 16_000 });
  });

  it('of a change that AD adds to follows it on', () => {
    const bound = burstBound([change('HR', ['AD', 'MIM Service'])], SPEEDS);
    // HR import; AD export and import; MIM Service export and import. HR and AD synchronize.
    expect(bound).toMatchObject({ alone: 8000, beside: 20_000 });
    expect(bound.chain.map((step) => step.split(' ').at(-1))).toEqual([
      'import',
      'export',
      'import',
      'export',
      'import',
    ]);
  });

  it('of several sources adds up what one target must write', () => {
    const changes = [change('HR', ['AD']), change('MIM Service', ['AD'])];
    // The import of one, then AD exports 2 and imports 2: 4 + 5 + 5. Both sources synchronize.
    expect(burstBound(changes, SPEEDS)).toMatchObject({ alone: 8000, beside: 14_000 });
  });

  it('of several sources adds what must follow, if it must follow either', () => {
    const changes = [change('HR', ['AD', 'MIM Service']), change('HR', ['AD', 'MIM Service'])];
    // Import of 2, AD export and import of 2, MIM Service export and import of 2: 5 s each.
    expect(burstBound(changes, SPEEDS).beside).toBe(25_000);
  });
});

describe('the lower bound of a propagation', () => {
  it('is the longest chain of the change itself', () => {
    expect(propagationBound(change('HR', ['MIM Service']), SPEEDS)).toBe(16_000);
    // HR import and sync, AD export, import and sync, MIM Service export and import.
    expect(propagationBound(change('HR', ['AD', 'MIM Service']), SPEEDS)).toBe(28_000);
  });
});

describe('what can be reached with foresight', () => {
  it('of one chain is the chain itself', () => {
    expect(makespanWithForesight([change('HR', ['AD'])], SPEEDS)).toBe(16_000);
    // The MIM Service's first export and import run beside those of AD.
    expect(makespanWithForesight([change('HR', ['AD', 'MIM Service'])], SPEEDS)).toBe(28_000);
  });

  it('lets a slow import wait, if a quick one has much to give', () => {
    const slow = { ...SPEEDS.get(HR)!, importsAll: 100 };
    const speeds = new Map([...SPEEDS, [HR, slow]]);
    const quick = Array.from({ length: 50 }, () => change('MIM Service', ['AD']));
    // MIM Service import and sync of 50: 53 s each. Beside the AD export and import of 50, 53 s each, HR imports 100: 103 s.
    // Then HR syncs 1: 4 s, and AD exports and imports 1: 4 s each.
    expect(makespanWithForesight([...quick, change('HR', ['AD'])], speeds)).toBe(
      (53 + 53 + 106 + 4 + 8) * 1000,
    );
  });

  it('is never less than the lower bound', () => {
    const names = ['HR', 'AD', 'MIM Service'] as const;
    const drawn = fc.constantFrom(...names).chain((source) =>
      fc
        .subarray(
          names.filter((name) => name !== source),
          { minLength: 1 },
        )
        .map((targets) => change(source, targets)),
    );
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 20 }), fc.integer(), (changes, seed) => {
        const speeds = drawSpeeds(HR_AD_MIM, seededDice(seed));
        const { makespan } = burstBound(changes, speeds);
        expect(makespanWithForesight(changes, speeds)).toBeGreaterThanOrEqual(makespan);
      }),
    );
  });
});
