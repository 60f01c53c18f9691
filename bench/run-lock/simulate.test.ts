import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, HR_AD_MIM, speedsOf } from '../../test/run-lock/small-site.js';
import { burstBound } from './bound/burst-bound.js';
import { propagationBound } from './bound/propagation-bound.js';
import { CONTENDERS } from './compare.js';
import type { VirtualRun } from './engine/virtual-engine.js';
import { seededDice } from './landscape/dice.js';
import { drawSpeeds } from './landscape/speeds.js';
import type { Load } from './landscape/load.js';
import { simulate } from './simulate.js';

const NAMES = ['HR', 'AD', 'MIM Service'];

const changes = fc.array(
  fc
    .tuple(fc.constantFrom(...NAMES), fc.subarray(NAMES, { minLength: 1 }), fc.nat(120_000))
    .map(([source, all, madeAt]) => {
      const targets = all.filter((name) => name !== source);
      return change(source, targets.length > 0 ? targets : NAMES.filter((name) => name !== source), madeAt);
    }),
  { minLength: 1, maxLength: 30 },
);

const loads = changes.map((made): Load => ({
  changes: made.toSorted((a, b) => a.madeAt - b.madeAt),
  triggers: [
    ...HR_AD_MIM.map(({ id }) => ({ managementAgentId: id, at: 500, urgent: false, everyMs: 60_000 })),
    ...made
      .filter((_, index) => index % 3 === 0)
      .map(({ source, madeAt }) => ({ managementAgentId: source, at: madeAt, urgent: true })),
  ],
}));

/** Written anew, and not as the run lock has it: of any two runs that overlap, neither is a sync, nor are they of one management agent. */
function overlapping(runs: readonly VirtualRun[]): readonly (readonly VirtualRun[])[] {
  return runs.flatMap((one, index) =>
    runs
      .slice(index + 1)
      .filter(
        (other) =>
          one.start < other.end &&
          other.start < one.end &&
          (one.work === 'sync' || other.work === 'sync' || one.managementAgentId === other.managementAgentId),
      )
      .map((other) => [one, other]),
  );
}

describe.each(CONTENDERS)('$name', (contender) => {
  it('carries every change everywhere, never overlaps what excludes, and is never faster than the bound', () => {
    fc.assert(
      fc.property(loads, fc.integer(), (load, seed) => {
        const speeds = drawSpeeds(HR_AD_MIM, seededDice(seed));
        const { runs, propagation } = simulate(contender, HR_AD_MIM, speeds, load);
        expect(overlapping(runs)).toEqual([]);
        propagation.forEach((took, index) => {
          const made = load.changes[index];
          expect(made && took >= propagationBound(made, speeds)).toBe(true);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('is never faster with a burst than the bound', () => {
    fc.assert(
      fc.property(changes, fc.integer(), (made, seed) => {
        const speeds = drawSpeeds(HR_AD_MIM, seededDice(seed));
        const burst = made.map((one) => ({ ...one, madeAt: 0 }));
        const triggers = HR_AD_MIM.map(({ id }) => ({ managementAgentId: id, at: 0, urgent: true }));
        const { makespan } = simulate(contender, HR_AD_MIM, speeds, { changes: burst, triggers });
        expect(makespan).toBeGreaterThanOrEqual(burstBound(burst, speeds).makespan);
      }),
      { numRuns: 25 },
    );
  });
});

it('AutoSync waits 1 s before each start, 2 s more before a sync, and 2 s after each run', () => {
  const autoSync = CONTENDERS.find(({ name }) => name === 'AutoSync mode 0');
  const load: Load = {
    changes: [change('HR', ['MIM Service'])],
    triggers: [{ managementAgentId: HR_AD_MIM[0]?.id ?? '', at: 0, urgent: true }],
  };
  if (!autoSync) throw new Error('AutoSync is not among the contenders');
  const { runs, makespan } = simulate(autoSync, HR_AD_MIM, speedsOf(HR_AD_MIM), load);
  expect(runs.map(({ work, start, end }) => [work, start / 1000, end / 1000])).toEqual([
    ['import', 1, 5],
    ['sync', 10, 14],
    ['export', 17, 21],
    ['import', 24, 28],
  ]);
  expect(makespan).toBe(28_000);
});
