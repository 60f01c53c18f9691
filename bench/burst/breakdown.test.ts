import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { boundOf } from './bound.js';
import { breakdownOf } from './breakdown.js';
import { sampleSimulatedRun } from './sample-run.js';

const SPEED = 3;
/** What a step costs at that speed whatever it does: 1 s. */
const FIXED = 1000;
const FROM = Date.parse('2000-01-01T00:00:00Z');

/** Times in milliseconds after the burst. */
function run(managementAgent: string, type: string, start: number, end: number): SimulatedRun {
  return sampleSimulatedRun(managementAgent, type, FROM + start, FROM + end);
}

function breakdown(runs: readonly SimulatedRun[], sources: readonly string[]) {
  return breakdownOf(runs, FROM, boundOf(runs, sources, SPEED), SPEED);
}

describe('where the time of a burst went', () => {
  const runs = [
    run('HR', 'delta-import', 100, 3100),
    run('Phone', 'delta-import', 150, 4150),
    // It waits for both.
    run('HR', 'delta-sync', 4200, 6200),
    run('AD', 'export', 6280, 16_280),
    run('HR', 'delta-import', 6300, 7800),
    run('AD', 'delta-import', 16_330, 18_330),
    run('HR', 'delta-sync', 18_400, 19_900),
    run('AD', 'export', 20_000, 22_000),
  ];
  const { makespan, synchronizing, onTheChain, waiting, nothing, again } = breakdown(runs, ['HR', 'Phone']);

  test('a synchronization that is done again costs its fixed part again', () => {
    expect(synchronizing).toEqual({ lasted: 3500, bound: 2500, rest: FIXED });
    expect(again.synchronizations).toEqual({ steps: 1, lasted: FIXED });
  });

  test('so does an import or export along the longest row', () => {
    expect(onTheChain).toEqual({ lasted: 14_000, bound: 13_000, rest: FIXED });
    expect(again.importsAndExports).toEqual({ steps: 2, lasted: 2 * FIXED });
  });

  test('a synchronization that waits for an import which the bound does not wait for is waiting', () => {
    expect(waiting).toEqual({ lasted: 4050, bound: 3500, rest: 550 });
  });

  test('what is between the runs is nothing, and the time before the first told for itself', () => {
    expect(nothing).toEqual({ lasted: 450, beforeTheFirst: 100, gaps: 5, median: 70 });
    expect(makespan).toBe(22_000);
  });
});

test('of no run at all nothing is told', () => {
  expect(breakdown([], ['HR'])).toMatchObject({ makespan: 0, nothing: { lasted: 0, gaps: 0 } });
});

test('a step that was stopped before its fixed part was over costs no more than it lasted', () => {
  const runs = [run('HR', 'delta-import', 0, 2000), run('HR', 'delta-import', 2000, 2400)];
  expect(breakdown(runs, ['HR']).again.importsAndExports).toEqual({ steps: 1, lasted: 400 });
});

test('the parts add up to the makespan, and what is beyond the bound to the difference', () => {
  const names = ['HR', 'AD', 'Phone'];
  const types = ['delta-import', 'delta-sync', 'full-import-delta-sync', 'export'];
  const runs = fc.array(
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...types), fc.nat(30_000), fc.nat(9_000))
      .map(([name, type, start, lasts]) => run(name, type, start, start + lasts)),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(runs, fc.subarray(names, { minLength: 1 }), (made, sources) => {
      const bound = boundOf(made, sources, SPEED);
      const { makespan, synchronizing, onTheChain, waiting, nothing } = breakdownOf(made, FROM, bound, SPEED);
      const parts = [synchronizing, onTheChain, waiting];
      expect(parts.reduce((sum, { lasted }) => sum + lasted, nothing.lasted)).toBe(makespan);
      expect(parts.reduce((sum, { rest }) => sum + rest, nothing.lasted)).toBeCloseTo(
        makespan - bound.makespan,
        3,
      );
      expect(Math.min(nothing.lasted, ...parts.map(({ lasted }) => lasted))).toBeGreaterThanOrEqual(0);
    }),
  );
});
