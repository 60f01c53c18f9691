/*
 * A schedule is paused by an operator, or because its management agent or the whole sync server is stopped. Its note says
 * which, and by whom and why: it is all that a schedule keeps of it.
 */

const STOPPED = 'Paused as long as it is stopped: ';

/** The note of a schedule that is paused because of a stop. */
export function noteOfStop(what: string, stopped: { readonly by: string; readonly why?: string }): string {
  return `${STOPPED}${what} was stopped by ${stopped.by}${stopped.why === undefined ? '' : `: ${stopped.why}`}`;
}

/** The note of a schedule that an operator pauses or resumes. */
export function noteOfOperator(
  what: 'Paused' | 'Resumed',
  { by, why }: { readonly by: string; readonly why?: string | undefined },
): string {
  return `${what} by ${by}${why === undefined ? '' : `: ${why}`}`;
}

/** How a schedule stands. */
export interface Pausing {
  readonly paused: boolean;
  readonly note?: string | undefined;
}

/**
 * What becomes of a schedule when its management agent is stopped or started. One that an operator has paused stays so.
 *
 * @param stop the note of the stop; `undefined` = it is not stopped
 */
export function pausingFor(now: Pausing, stop: string | undefined): 'pause' | 'resume' | 'leave' {
  if (stop !== undefined) return now.paused ? 'leave' : 'pause';
  return now.paused && now.note?.startsWith(STOPPED) ? 'resume' : 'leave';
}
