import { isFailure } from '../run-result/run-result.js';
import type { CycleOutcome, CycleStep } from './cycle.js';

/** Why a cycle fails: the engine's result string, or a code of the errors table, and a sentence that says more. */
export interface CycleFailure {
  readonly type: string;
  readonly message: string;
}

/** How a cycle ended in which no run failed, and a sentence that says more. */
export interface CycleEnd {
  readonly outcome: Exclude<CycleOutcome, 'cancelled'>;
  readonly reason?: string;
}

/** What a cycle has behind it when nothing is left to do. */
export interface CycleRecord {
  /** What it set out to do, and what came of it. */
  readonly steps: readonly Pick<CycleStep, 'state' | 'wants' | 'note' | 'run'>[];
  /** Runs that failed for good. */
  readonly failures: readonly CycleFailure[];
  /** A sentence for each run that went through while some objects did not. */
  readonly errors: readonly string[];
  /** Why what it would have caused goes on slowly or not at all: a person must find out. */
  readonly notConverging?: string;
  /** Why what it would have caused goes on in a cycle of its own. Nothing is amiss. */
  readonly handedOver?: string;
}

/** So many runs are told of where many went wrong. */
const SENTENCES = 3;

/**
 * How a cycle ends, the gravest first:
 *
 * 1. failed, with the first run that failed: what followed from it is not what was meant to follow;
 * 2. `not-converging`: it would go on for ever, and a person must find out why;
 * 3. `refused`: something was left undone, by the run lock's word or a controller's, even if the rest was done;
 * 4. `completed-with-errors`: all runs went through, some objects did not;
 * 5. `coalesced`: another cycle carried all of it;
 * 6. `completed`.
 */
export function endOfCycle(record: CycleRecord): CycleFailure | CycleEnd {
  const { steps, failures, errors, notConverging, handedOver } = record;
  const [failure, ...others] = failures;
  if (failure) {
    const besides = [...others.map(({ message }) => message), ...(notConverging ? [notConverging] : [])];
    const message = firstOf([failure.message, ...besides]);
    return { type: failure.type, message };
  }
  if (notConverging !== undefined) return { outcome: 'not-converging', reason: notConverging };
  const notWanted = steps.length > 0 && steps.every((step) => step.state === 'not-wanted');
  const refused = notWanted
    ? steps[0]
    : steps.find((step) => step.state === 'refused' || step.state === 'vetoed');
  if (refused) {
    return { outcome: 'refused', reason: `Left undone: ${refused.wants}. ${refused.note ?? ''}`.trim() };
  }
  if (errors.length > 0) return { outcome: 'completed-with-errors', reason: firstOf(errors) };
  const [shared, ...rest] = steps.filter((step) => !cameToNothing(step));
  if (shared && [shared, ...rest].every(({ state }) => state === 'coalesced')) {
    return { outcome: 'coalesced', reason: `Carried by ${shared.note ?? 'another cycle'}` };
  }
  return { outcome: 'completed', ...(handedOver === undefined ? {} : { reason: handedOver }) };
}

/** A try that failed, or that the engine did not start: where no run failed for good, another try came after it. */
function cameToNothing({ state, run, note }: CycleRecord['steps'][number]): boolean {
  return state === 'finished' && (run ? isFailure(run.result) : note !== undefined);
}

/** A cycle may have a hundred runs: what is told of them stays readable. */
function firstOf(sentences: readonly string[]): string {
  const more = sentences.length - SENTENCES;
  return [...sentences.slice(0, SENTENCES), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
