/** How long a process that died is left alone before it is started again. */
export interface BackOffRules {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A process that has lived so long is well: the next death starts from `firstMs` again. */
  readonly resetAfterMs: number;
}

export const BACK_OFF: BackOffRules = { firstMs: 250, longestMs: 10_000, resetAfterMs: 60_000 };

/**
 * The wait before the next start: doubled each time, up to the longest.
 *
 * @param previousMs the wait before the last start; `undefined` for the first death
 * @param livedMs how long the process lived; 0 if it did not get ready
 */
export function nextWait(
  previousMs: number | undefined,
  livedMs: number,
  rules: BackOffRules = BACK_OFF,
): number {
  if (previousMs === undefined || livedMs >= rules.resetAfterMs) return rules.firstMs;
  return Math.min(previousMs * 2, rules.longestMs);
}
