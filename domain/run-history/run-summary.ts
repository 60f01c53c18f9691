import type { RunCounters } from '../controller/controller.js';
import { runCounters } from '../controller/run-counters.js';
import { runResult, runTimes, summarizeRun } from './describe-run.js';
import type { RunDetails } from './run-details.js';

/** A run as one line of its management agent's run history. */
export interface RunSummary {
  readonly runNumber: number;
  readonly runProfile: string;
  /** The account that started it, as the engine records it. */
  readonly initiator: string;
  /** The gravest result of its steps; `in-progress` while it goes on. */
  readonly result: string;
  /** ISO 8601, UTC, by the engine's clock; absent if the engine shows no step yet. */
  readonly start?: string;
  /** Absent while the run goes on, and for a run that the engine has abandoned. */
  readonly end?: string;
  readonly counters: RunCounters;
  /** The counters in words: `3 adds and 1 update staged`. */
  readonly summary: string;
}

/**
 * A run in one line.
 *
 * @param goesOn whether the engine says so: between two steps, the details alone look like those of a run that has ended
 */
export function summaryOf(run: RunDetails, goesOn: boolean): RunSummary {
  const { start, end } = runTimes(run);
  return {
    runNumber: run.runNumber,
    runProfile: run.runProfile,
    initiator: run.initiator,
    result: goesOn || run.steps.length === 0 ? 'in-progress' : runResult(run),
    ...(start !== '' && { start }),
    ...(end !== '' && !goesOn && { end }),
    counters: runCounters(run),
    summary: summarizeRun(run),
  };
}
