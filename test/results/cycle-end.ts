import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CycleView } from '../../domain/cycle/cycle.js';
import type { CycleWorkflow } from '../../workflows/contract.js';

/**
 * How a cycle ended: its view, also of one that failed.
 *
 * @throws whatever else its result is rejected with
 */
export async function endOf(cycle: WorkflowHandle<CycleWorkflow>): Promise<CycleView> {
  try {
    return await cycle.result();
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    const view = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
    if (!view) throw error;
    return view as CycleView;
  }
}

/** The runs of a cycle, each as `profile result`. */
export function runsOf(view: CycleView): readonly string[] {
  return view.steps.map(({ run, state }) => (run ? `${run.runProfile} ${run.result}` : state));
}
