import { isRunning, RUN_ABANDONED } from '../run-result/run-result.js';
import {
  exportedChanges,
  NOTHING_EXPORTED,
  NOTHING_STAGED,
  stagedChanges,
  type RunDetails,
  type StepDetails,
} from './run-details.js';

/*
 * When a run is over. Neither the engine's word that a management agent is idle nor the run's details are enough: the
 * engine calls one idle whose run still completes referential updates, and between two steps of a profile every step of
 * the details has ended. A service that crashed in mid-run leaves details behind that say `in-progress` for ever.
 */

/**
 * Whether nothing of a run is left to come.
 *
 * @param busy the engine works on it, by its own word
 */
export function isOver(run: RunDetails, busy: boolean): boolean {
  return !busy && run.steps.length > 0 && !run.steps.some(goesOn);
}

function goesOn(step: StepDetails): boolean {
  return step.end === undefined || isRunning(step.result);
}

/** Since when a run has stood still that is not over and that the engine does not work on. Fits into a heartbeat. */
export interface Standstill {
  /** Milliseconds since 1970, by the clock of whoever looks. */
  readonly since: number;
  /** What the run showed, shortened: whatever moves changes it. */
  readonly shown: string;
}

/**
 * What one more look at a run that is not over adds to what is known of its standstill.
 *
 * @param before what the looks before this one have shown
 * @returns `undefined` while the engine works on it
 */
export function standstillOf(
  look: { readonly details: RunDetails; readonly busy: boolean; readonly now: number },
  before: Standstill | undefined,
): Standstill | undefined {
  if (look.busy) return undefined;
  const shown = whatMoves(look.details);
  return before?.shown === shown ? before : { since: look.now, shown };
}

/** Whether the engine has abandoned the run: it has stood still for so many milliseconds. */
export function isAbandoned(
  standstill: Standstill | undefined,
  now: number,
  abandonedAfterMs: number,
): boolean {
  return standstill !== undefined && now - standstill.since >= abandonedAfterMs;
}

/** All that moves in a run is in its last step: the ones before it have ended. */
function whatMoves({ steps }: RunDetails): string {
  const last = steps.at(-1);
  if (!last) return 'no step';
  const { number, result, progress, staging, inboundObjects, outbound, errorCount } = last;
  return [
    number,
    result,
    progress ?? '',
    staging.noChange + staging.failure + stagedChanges(staging),
    last.export.failure + exportedChanges(last.export),
    inboundObjects,
    outbound.reduce((sum, { changes }) => sum + changes, 0),
    errorCount,
  ].join(' ');
}

/** A run of which is known that it has ended: one whose details say otherwise was abandoned. @param now see {@link abandonedRun} */
export function endedRun(run: RunDetails, now: number): RunDetails {
  return isOver(run, false) ? run : abandonedRun(run, now);
}

/**
 * An abandoned run as it is judged: what goes on by its details has ended with {@link RUN_ABANDONED}. What its steps did
 * until then is done.
 *
 * @param now milliseconds since 1970
 */
export function abandonedRun(run: RunDetails, now: number): RunDetails {
  const end = new Date(now).toISOString();
  const abandoned = { end, result: RUN_ABANDONED };
  if (run.steps.some(goesOn)) {
    return { ...run, steps: run.steps.map((step) => (goesOn(step) ? { ...step, ...abandoned } : step)) };
  }
  const number = run.steps.length + 1;
  const unseen: StepDetails = {
    number,
    type: undefined,
    partition: '',
    start: end,
    ...abandoned,
    staging: NOTHING_STAGED,
    export: NOTHING_EXPORTED,
    outbound: [],
    inboundObjects: 0,
    errorCount: 0,
    errors: [],
  };
  return { ...run, steps: [...run.steps, unseen] };
}
