import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { viewAsStarted } from './cycle-view-of-delayed.js';

/**
 * The view that a failed cycle carries in its failure.
 *
 * @param thrown what asking for the workflow's result threw
 * @returns `undefined` if it carries none: the cycle was cancelled, terminated, or failed of something else than a run
 */
export function viewInFailure(thrown: unknown): CycleView | undefined {
  if (!(thrown instanceof WorkflowFailedError && thrown.cause instanceof ApplicationFailure))
    return undefined;
  const detail: unknown = thrown.cause.details?.[0];
  return isCycleView(detail) ? detail : undefined;
}

function isCycleView(value: unknown): value is CycleView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'outcome' in value &&
    'steps' in value &&
    Array.isArray(value.steps) &&
    'children' in value &&
    Array.isArray(value.children)
  );
}

/** How and why a workflow ended that could not tell its own end. */
export interface EndFromOutside {
  /** Temporal's name for it, for example `TERMINATED`. */
  readonly status: string;
  readonly message: string;
}

/** A view as it was when the cycle was ended from outside, with the outcome that the cycle could not set itself. */
export function endedFromOutside(view: CycleView, end: EndFromOutside): CycleView {
  if (view.outcome !== 'running') return view;
  return { ...view, outcome: end.status.toLowerCase().replaceAll('_', '-'), reason: end.message };
}

/** What is left to tell of such a cycle when no worker can read its history: what it was started with. */
export function viewWithoutSteps(input: CycleInput, end: EndFromOutside): CycleView {
  const message = `${end.message}. No worker could be asked for its steps.`;
  return endedFromOutside(viewAsStarted(input), { ...end, message });
}
