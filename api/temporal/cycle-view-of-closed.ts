import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { CycleView } from '../../domain/cycle/cycle.js';

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

/**
 * A view as it was when the cycle was ended from outside, with the outcome that the cycle could not set itself.
 *
 * @param status Temporal's name for how the workflow ended
 */
export function endedFromOutside(view: CycleView, status: string, thrown: Error): CycleView {
  if (view.outcome !== 'running') return view;
  return { ...view, outcome: status.toLowerCase().replaceAll('_', '-'), reason: thrown.message };
}
