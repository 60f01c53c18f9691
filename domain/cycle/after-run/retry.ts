import { RESULT_TABLE, resultBeginsWith, rowOf } from '../../run-result/run-result.js';

/** When a run that failed is tried again. */
export interface RetryPolicy {
  /** Results, by prefix. What must never be tried again is not, even where a prefix here covers it. */
  readonly results: readonly string[];
  /** So many tries after the first. 0 = never again. */
  readonly retries: number;
  /** The wait before try n after the first is n times this, in milliseconds. */
  readonly intervalMs: number;
  /** The share of the wait by which chance makes it shorter or longer; 0.1 = up to a tenth. From 0 to 1. */
  readonly jitter: number;
}

/**
 * What Lithnet AutoSync does (5 times, 5 s x attempt, a tenth of chance), for all results whose cause passes by itself
 * rather than for `stopped-deadlocked` only.
 */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  results: RESULT_TABLE.filter(({ retrying }) => isTriedAgainByItself(retrying)).map(({ prefix }) => prefix),
  retries: 5,
  intervalMs: 5_000,
  jitter: 0.1,
};

function isTriedAgainByItself(retrying: (typeof RESULT_TABLE)[number]['retrying']): boolean {
  return retrying === 'by-default' || retrying === 'when-idle' || retrying === 'after-a-look';
}

/**
 * How long to wait before a run is tried again. The wait grows with each attempt, so that a directory or database that
 * is down is not asked ever again at the same pace, and chance spreads runs that failed together.
 *
 * @param result the engine's result string of the attempt that failed
 * @param attempt the attempt that failed: 1 for the first
 * @param random from 0 to 1
 * @returns milliseconds; `undefined` = not again
 */
export function retryAfter(
  policy: RetryPolicy,
  result: string,
  attempt: number,
  random: number,
): number | undefined {
  const { retrying } = rowOf(result);
  if (retrying === 'never' || retrying === 'pointless') return undefined;
  if (attempt > policy.retries) return undefined;
  if (!policy.results.some((prefix) => resultBeginsWith(result, prefix))) return undefined;
  return Math.round(policy.intervalMs * attempt * (1 + policy.jitter * (2 * random - 1)));
}
