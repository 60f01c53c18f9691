import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { AutoSyncEvent } from '../../../domain/events.js';
import { NOTHING_PRESENTED, presentEvent, type LineStyle } from './event-line.js';

const STYLE: LineStyle = { colors: pc.createColors(false), clock: (time) => time.slice(11, 19) };

const HR = {
  server: 'default',
  cycle: 'autosync/default/cycle/HR/1',
  managementAgent: 'HR',
} as const;

const started: AutoSyncEvent = {
  ...HR,
  event: 'cycle-started',
  time: '2000-01-01T10:02:11.000Z',
  startsWith: 'delta import of partition default',
  trigger: 'schedule',
  cause: 'scheduled import, every 10 s',
  depth: 0,
};

const imported: Extract<AutoSyncEvent, { event: 'run-finished' }> = {
  ...HR,
  event: 'run-finished',
  time: '2000-01-01T10:02:12.000Z',
  runProfile: 'Delta Import',
  runNumber: 12,
  result: 'success',
  summary: '1 add staged',
  reason: 'scheduled import',
  durationMs: 1234,
  waitedMs: 0,
  followUps: ['delta sync of partition default: step 1 staged 1 add'],
};

const finished: Extract<AutoSyncEvent, { event: 'cycle-finished' }> = {
  ...HR,
  event: 'cycle-finished',
  time: '2000-01-01T10:03:22.000Z',
  outcome: 'completed',
  depth: 0,
  durationMs: 71_000,
  runs: 9,
  notCompleted: [],
};

/** All lines of these events, one after another. */
function linesOf(...events: readonly AutoSyncEvent[]): readonly string[] {
  let presented = NOTHING_PRESENTED;
  return events.flatMap((event) => {
    const next = presentEvent(presented, event, STYLE);
    presented = next.presented;
    return next.lines;
  });
}

test('a cycle that carries a change: start, run with its counters, why the next one follows, end', () => {
  expect(linesOf(started, imported, finished)).toEqual([
    '10:02:11  HR                      delta import of partition default: scheduled import, every 10 s',
    '10:02:12  HR                      Delta Import (run 12): success, 1 add staged in 1.2 s',
    '10:02:12  HR                        → delta sync of partition default: step 1 staged 1 add',
    '10:03:22  HR                      converged in 1 min 11 s, 9 runs',
  ]);
});

test('an export that is held is told, and what to do: nothing goes on by itself', () => {
  const held: AutoSyncEvent = {
    ...HR,
    event: 'export-held',
    time: '2000-01-01T10:02:13.000Z',
    runProfile: 'Export',
    reason: '6 adds pending in partition default; the threshold is 2',
  };
  expect(linesOf(started, held)).toEqual([
    '10:02:11  HR                      delta import of partition default: scheduled import, every 10 s',
    '10:02:13  HR                      Export is held: 6 adds pending in partition default; the threshold is 2. Decide with autosync approve or reject',
  ]);
});

test('a cycle of which something did not go through has not converged', () => {
  expect(linesOf({ ...finished, notCompleted: ['Fabrikam AD: refused', 'Badges: stopped-file'] })).toEqual([
    '10:03:22  HR                      ended in 1 min 11 s, 9 runs; not all of what it caused: Fabrikam AD: refused, Badges: stopped-file',
  ]);
});

test('what somebody asked for is shown at once', () => {
  const asked = { ...started, trigger: 'operator', cause: 'asked by ada' } as const;
  expect(linesOf(asked)).toEqual([
    '10:02:11  HR                      delta import of partition default: asked by ada',
  ]);
});

test('an import that finds nothing gets one line when it has ended', () => {
  expect(linesOf(started, { ...imported, followUps: [] }, { ...finished, runs: 1 })).toEqual([
    '10:03:22  HR                      nothing new',
  ]);
});

test('a run that went wrong is shown, with the start that was held back', () => {
  const lines = linesOf(started, { ...imported, result: 'stopped-connectivity', summary: '', followUps: [] });
  expect(lines).toEqual([
    expect.stringContaining('delta import of partition default'),
    expect.stringContaining('Delta Import (run 12): stopped-connectivity in 1.2 s'),
  ]);
});

test('a run that waited for others says so', () => {
  expect(linesOf({ ...imported, waitedMs: 2500, followUps: [] })).toEqual([
    expect.stringMatching(/in 1\.2 s, after waiting for 2\.5 s$/),
  ]);
});

test('an outcome other than completed says why', () => {
  expect(linesOf(started, { ...finished, outcome: 'refused', reason: 'no run profile', runs: 0 })).toEqual([
    expect.stringContaining('delta import of partition default'),
    expect.stringContaining('refused in 1 min 11 s, 0 runs: no run profile'),
  ]);
});

test('a cycle with errors has not converged, also one that nobody would hear of otherwise', () => {
  const scheduled = { ...started, trigger: 'schedule' } as const;
  const reason = 'Delta Import of HR, run 12: completed-sync-errors, 1 error';
  expect(linesOf(scheduled, { ...finished, outcome: 'completed-with-errors', reason, runs: 1 })).toEqual([
    expect.stringContaining('delta import of partition default'),
    expect.stringContaining(`completed-with-errors in 1 min 11 s, 1 run: ${reason}`),
  ]);
});

test('of a child cycle the runs are shown, and an end that is no completion', () => {
  const child = { depth: 1, cycle: 'autosync/default/cycle/AD/2', managementAgent: 'AD' } as const;
  expect(linesOf({ ...started, ...child }, { ...imported, ...child }, { ...finished, ...child })).toEqual([
    '10:02:12  AD                      Delta Import (run 12): success, 1 add staged in 1.2 s',
    '10:02:12  AD                        → delta sync of partition default: step 1 staged 1 add',
  ]);
  expect(linesOf({ ...finished, ...child, outcome: 'not-converging' })).toEqual([
    expect.stringContaining('AD                      not-converging'),
  ]);
});

test('a cycle that has ended is forgotten', () => {
  const afterStart = presentEvent(NOTHING_PRESENTED, started, STYLE).presented;
  expect(presentEvent(afterStart, finished, STYLE).presented).toEqual(NOTHING_PRESENTED);
});
