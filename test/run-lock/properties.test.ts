import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import { anyHistory } from './commands.js';
import { playHistory } from './play-history.js';
import { checkProperties } from './properties.js';

/** How many histories are played; the seed of one that breaks a property is printed. */
const HISTORIES = 3_000;
/** After this, a history that breaks a property is reported as it is, though a shorter one might be found. */
const LONGEST_MS = 60_000;

it('the run lock keeps its properties in every history', { timeout: LONGEST_MS + 10_000 }, () => {
  const outcome = fc.check(
    fc.property(anyHistory(), (commands) => {
      checkProperties(playHistory(commands, reduceRunLock), reduceRunLock);
    }),
    {
      numRuns: HISTORIES,
      interruptAfterTimeLimit: LONGEST_MS,
      markInterruptAsFailure: true,
      includeErrorInReport: true,
    },
  );
  expect(outcome.failed, fc.defaultReportMessage(outcome)).toBe(false);
});
