import { expect, it } from 'vitest';
import type { RunOutcome } from '../run-lock/messages.js';
import { describeSharedRun } from './describe-shared-run.js';

it.each<[Partial<RunOutcome> | undefined, string]>([
  [undefined, 'autosync/main/cycle/HR/9'],
  [{ result: 'success' }, 'autosync/main/cycle/HR/9, whose run ended with success'],
  [
    { result: 'stopped-deadlocked', runsAgain: true },
    'autosync/main/cycle/HR/9, whose run ended with stopped-deadlocked and runs again',
  ],
])('who carried the work, with %j', (outcome, expected) => {
  const ended = outcome && { result: '', summary: '', errorCount: 0, ...outcome };
  expect(describeSharedRun({ into: 'autosync/main/cycle/HR/9', ...(ended ? { outcome: ended } : {}) })).toBe(
    expected,
  );
});
