import { expect, test } from 'vitest';
import { printReport, succeeded, type SoakReport } from './report.js';

const CLEAN: SoakReport = {
  seed: 7,
  minutes: 3,
  kills: 20,
  runs: 300,
  changes: 90,
  cycles: 110,
  moments: 70,
  violations: [],
  lostChanges: [],
  doubleRuns: [],
  stuckLeases: [],
  unexplainedFailures: [],
};
const FINDING = { what: '2 grants take run 5 of HR for theirs.', excerpt: ['run 5', 'token 8', 'token 9'] };

test('a soak that found nothing says so', () => {
  expect(succeeded(CLEAN)).toBe(true);
  expect(printReport(CLEAN)).toContain('300 runs in 110 cycles carried 90 changes');
  expect(printReport(CLEAN)).toContain('All is well.');
});

test.each(['violations', 'lostChanges', 'doubleRuns', 'stuckLeases', 'unexplainedFailures'] as const)(
  'anything in %s fails it, and is told with its excerpt and the seed',
  (list) => {
    const report = { ...CLEAN, [list]: [FINDING] };
    expect(succeeded(report)).toBe(false);
    const told = printReport(report);
    expect(told).toContain('  2 grants take run 5 of HR for theirs.\n    run 5\n    token 8\n    token 9\n');
    expect(told).toContain('The same plan again: --seed 7 --minutes 3 --kills 20');
  },
);

test('a hundred findings of a kind are counted, and the first are told', () => {
  const told = printReport({ ...CLEAN, doubleRuns: Array.from({ length: 100 }, () => FINDING) });
  expect(told).toContain('Runs that were doubled: 100');
  expect(told).toContain('and 80 more');
});
