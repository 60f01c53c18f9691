import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunFixture } from '../../test/run-history-fixture.js';
import { runResult, runTimes } from './describe-run.js';
import type { RunDetails, StepDetails } from './run-details.js';
import { abandonedRun, endedRun, isAbandoned, isOver, standstillOf, type Standstill } from './run-end.js';

const ENDED = readRunFixture('full-import');
const SECOND_STEP = readRunFixture('in-progress-second-step');
const REFERENTIAL = readRunFixture('in-progress-referential-updates');

function withLast(run: RunDetails, change: Partial<StepDetails>): RunDetails {
  return {
    ...run,
    steps: run.steps.map((step, at) => (at === run.steps.length - 1 ? { ...step, ...change } : step)),
  };
}

describe('isOver', () => {
  it.each<[string, RunDetails, boolean, boolean]>([
    ['idle, and every step has ended', ENDED, false, true],
    ['busy, though every step has ended: another may begin', ENDED, true, false],
    ['idle, with a step in progress', SECOND_STEP, false, false],
    ['busy, with a step in progress', SECOND_STEP, true, false],
    ['idle, while referential updates complete', REFERENTIAL, false, false],
    [
      'idle, while objects are obsoleted, by a step with an end',
      withLast(ENDED, { result: 'completing-obsoletion' }),
      false,
      false,
    ],
    ['idle, with no step yet', { ...ENDED, steps: [] }, false, false],
  ])('%s', (_, run, busy, expected) => {
    expect(isOver(run, busy)).toBe(expected);
  });
});

describe('an engine that is idle with a run that is not over', () => {
  it('has abandoned it when nothing has moved for long', () => {
    const first = standstillOf({ details: SECOND_STEP, busy: false, now: 1_000 }, undefined);
    const second = standstillOf({ details: SECOND_STEP, busy: false, now: 60_000 }, first);
    expect(isAbandoned(second, 60_999, 60_000)).toBe(false);
    expect(isAbandoned(second, 61_000, 60_000)).toBe(true);
  });

  it.each<[string, Partial<StepDetails>]>([
    ['a counter', { inboundObjects: 17 }],
    [
      'the objects of an import without a change',
      { staging: { ...ENDED.steps[0]!.staging, noChange: 9_999 } },
    ],
    ['referential updates', { progress: '57/100' }],
    ['an error', { errorCount: 99 }],
    ['the result', { result: 'completing-obsoletion' }],
  ])('goes on with it while something moves: %s', (_, change) => {
    const before = standstillOf({ details: REFERENTIAL, busy: false, now: 0 }, undefined);
    const moved = { details: withLast(REFERENTIAL, change), busy: false, now: 59_000 };
    expect(isAbandoned(standstillOf(moved, before), 61_000, 60_000)).toBe(false);
  });

  it('is counted anew after it was busy', () => {
    const before: Standstill = { since: 0, shown: 'whatever' };
    expect(standstillOf({ details: SECOND_STEP, busy: true, now: 59_000 }, before)).toBeUndefined();
    expect(isAbandoned(undefined, Number.MAX_SAFE_INTEGER, 0)).toBe(false);
  });

  it('never abandons a run, and never fails to, by how often one looks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), (times) => {
        const looks = [0, ...times].toSorted((one, other) => one - other);
        let standstill: Standstill | undefined;
        for (const now of looks)
          standstill = standstillOf({ details: SECOND_STEP, busy: false, now }, standstill);
        const last = looks.at(-1) ?? 0;
        expect(isAbandoned(standstill, last, 60_000)).toBe(last >= 60_000);
      }),
    );
  });
});

describe('an abandoned run', () => {
  const NOW = Date.parse('2001-02-03T04:05:06.000Z');

  it('failed where its details say that it goes on, and keeps what it did', () => {
    const run = abandonedRun(SECOND_STEP, NOW);
    expect(run.steps.map(({ result }) => result)).toEqual(['success', 'run-abandoned-by-engine']);
    expect(runResult(run)).toBe('run-abandoned-by-engine');
    expect(runTimes(run).end).toBe('2001-02-03T04:05:06.000Z');
    expect(run.steps.map(({ staging }) => staging)).toEqual(SECOND_STEP.steps.map(({ staging }) => staging));
  });

  it('failed also where it never had a step', () => {
    expect(runResult(abandonedRun({ ...ENDED, steps: [] }, NOW))).toBe('run-abandoned-by-engine');
  });

  it('is what a run that has ended is taken for, if its details say otherwise', () => {
    expect(endedRun(ENDED, NOW)).toBe(ENDED);
    expect(endedRun(SECOND_STEP, NOW)).toEqual(abandonedRun(SECOND_STEP, NOW));
  });

  it('is over', () => {
    for (const run of [SECOND_STEP, REFERENTIAL, { ...ENDED, steps: [] }]) {
      expect(isOver(abandonedRun(run, NOW), false)).toBe(true);
    }
  });
});
