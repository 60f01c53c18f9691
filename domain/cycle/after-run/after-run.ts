import { exportedChanges, stagedChanges, type RunDetails } from '../../run-history/run-details.js';
import { nameRun, plural, runErrorCount, runResult } from '../../run-history/describe-run.js';
import { isDeltaImport } from '../../management-agent/management-agent.js';
import { hasMoreToCome, isFailure, rowOf } from '../../run-result/run-result.js';
import { followUpsOf, type FollowUp } from './follow-ups.js';
import type { CycleFailure } from '../outcome.js';
import { retryAfter, type RetryPolicy } from './retry.js';

/** What the cycle has behind it with the same run: all zero before its first try. */
export interface Tries {
  /** Tries that failed, in a row. */
  readonly failed: number;
  /** Runs that stopped at their limit of objects. */
  readonly limited: number;
}

/** Nothing has been tried yet. */
export const NO_TRIES: Tries = { failed: 0, limited: 0 };

/** So many times a run that stops at its limit of objects is run again. Our own choice; the engine knows no bound. */
export const MOST_LIMITED_RUNS = 100;

/** The same run once more. */
export interface RunAgain {
  /** In words: `retry 2 of 5 after stopped-deadlocked`. */
  readonly reason: string;
  /** How long to wait first, in milliseconds; without the lease. */
  readonly waitMs: number;
  /** What the cycle will have behind it then. */
  readonly tries: Tries;
}

/** What happens next. At most one of `again` and `failure` is there. */
export interface AfterRun {
  /** What is carried on: what the engine counted as done is done, whatever the result. */
  readonly followUps: readonly FollowUp[];
  readonly again?: RunAgain;
  /** The cycle is to end with it, once it has done what can still be done. */
  readonly failure?: CycleFailure;
  /** The run went through and some objects did not: a sentence that says so. */
  readonly errors?: string;
}

/** By what it is decided whether the same run is tried again. */
export interface TryRules {
  readonly retry: RetryPolicy;
  /** What the cycle has behind it with this run. */
  readonly tries: Tries;
  /** From 0 to 1: makes the wait longer or shorter. */
  readonly random: number;
}

/**
 * The decision: a run has ended, with this result; what happens next.
 *
 * - Follow-ups happen for what the steps themselves count, also after a failure: a step that was stopped leaves in the
 *   connector space what its counters name, and a step that did not run counts nothing. So after
 *   `completed-discovery-errors` nobody goes on as if the next step had run.
 * - A step that stopped at its limit of objects is run again, as long as that leads anywhere.
 * - A failure is tried again where table and policy say so. Only the last try can fail the cycle or give it errors.
 *
 * @param run a run that has ended
 */
export function afterRun(run: RunDetails, rules: TryRules): AfterRun {
  const result = runResult(run);
  const followUps = ranNothing(result) ? [] : followUpsOf(run);
  const what = nameRun(run);
  if (hasMoreToCome(result)) {
    return { followUps, ...errorsOf(run, result), ...afterLimit(run, what, result, rules.tries) };
  }
  if (isFailure(result)) return { followUps, ...afterFailure(`${what} ended with ${result}`, result, rules) };
  return { followUps, ...errorsOf(run, result) };
}

/** The engine did not run anything: what it tells is of the run before. */
function ranNothing(result: string): boolean {
  const { resultClass } = rowOf(result);
  return resultClass === 'not-started' || resultClass === 'refused' || resultClass === 'unanswered';
}

function errorsOf(run: RunDetails, result: string): Pick<AfterRun, 'errors'> {
  const errors = runErrorCount(run);
  if (errors === 0 && !rowOf(result).objectsFailed) return {};
  const count = errors === 0 ? '' : `, ${plural(errors, 'error')}`;
  return { errors: `${nameRun(run)}: ${result}${count}` };
}

/**
 * The decision for a run that the engine did not start.
 *
 * @param result the engine's answer, for example `no-start-connection`
 */
export function afterRefusedStart(
  refused: { readonly managementAgentName: string; readonly runProfile: string; readonly result: string },
  rules: TryRules,
): AfterRun {
  const { managementAgentName, runProfile, result } = refused;
  const message = `${managementAgentName} did not start ${runProfile}: ${result}`;
  return { followUps: [], ...afterFailure(message, result, rules) };
}

type Next = Pick<AfterRun, 'again' | 'failure'>;

function afterFailure(message: string, result: string, { retry, tries, random }: TryRules): Next {
  const failed = tries.failed + 1;
  const waitMs = retryAfter(retry, result, failed, random);
  if (waitMs === undefined) {
    const after =
      tries.failed === 0 ? '' : `, after ${tries.failed === 1 ? '1 retry' : `${tries.failed} retries`}`;
    return { failure: { type: result, message: `${message}${after}` } };
  }
  const reason = `retry ${failed} of ${retry.retries} after ${result}`;
  return { again: { reason, waitMs, tries: { ...tries, failed } } };
}

function afterLimit(run: RunDetails, what: string, result: string, tries: Tries): Next {
  const limited = tries.limited + 1;
  const stopped = `${what} stopped at its limit of objects`;
  if (!gotOn(run)) {
    const message = `${stopped} and found nothing new, so that another run would stop at the same place. Take the limit out of the run profile.`;
    return { failure: { type: result, message } };
  }
  if (limited > MOST_LIMITED_RUNS) {
    const message = `${stopped} for the ${limited}th time in a row. Raise the limit in the run profile, or take it out.`;
    return { failure: { type: result, message } };
  }
  return { again: { reason: `more to come: ${stopped}`, waitMs: 0, tries: { failed: 0, limited } } };
}

/** Whether another run would go on from where this one stopped: a full import begins at the beginning each time. */
function gotOn(run: RunDetails): boolean {
  return run.steps.some(
    ({ type, staging, export: exported, outbound, inboundObjects }) =>
      stagedChanges(staging) > 0 ||
      exportedChanges(exported) > 0 ||
      inboundObjects > 0 ||
      outbound.some(({ changes }) => changes > 0) ||
      (type !== undefined && isDeltaImport(type) && staging.noChange > 0),
  );
}

/** In words, as one of the things that follow: `the same again in 5 s: retry 1 of 5 after stopped-deadlocked`. */
export function describeAgain({ reason, waitMs }: RunAgain): string {
  const when = waitMs === 0 ? '' : ` in ${Math.max(1, Math.round(waitMs / 1000))} s`;
  return `the same again${when}: ${reason}`;
}
