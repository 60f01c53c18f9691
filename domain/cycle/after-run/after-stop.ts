import { nameRun } from '../../run-history/describe-run.js';
import type { RunDetails } from '../../run-history/run-details.js';
import type { RunOutcome } from '../../run-lock/messages.js';
import type { AfterRun } from './after-run.js';

/** The decision for a run after which nothing must go on: nothing follows, and the cycle says why. */
export function afterStop(run: RunDetails, { error, reason }: NonNullable<RunOutcome['stop']>): AfterRun {
  return { followUps: [], failure: { type: error, message: `${nameRun(run)}: ${reason}` } };
}
