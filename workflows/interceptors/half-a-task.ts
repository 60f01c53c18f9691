import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { HISTORY_MOVED_ON } from '../contract.js';

/*
 * Temporal hands a query to a worker directly where no workflow task is pending. If that worker has just been killed, the
 * query waits for some seconds and then goes to another one, which does not have the workflow yet: it is given the history
 * of then, with signals and timers that have come meanwhile and for which no workflow task has begun. Temporal's SDK has
 * the workflow handle them, at the time of the task before, keeps the workflow, and gives out with the next task what it
 * has decided. A replay handles them in that task, at its time: a run lock whose decisions go by the time is stuck for good
 * then. Shown by `test/replay/query-that-overtakes.test.ts`.
 *
 * What cannot be told from a task of this worker's: one that has begun on the worker that was killed, and which a query
 * overtakes that had waited since before. It would have to wait for longer than Temporal does for a worker that is gone.
 */

/** What is looked at of an activation: a step that Temporal's SDK has a workflow take. */
interface Activation {
  readonly jobs?: readonly { readonly queryWorkflow?: object | null }[] | null;
  readonly historyLength?: number | null;
  /** When the workflow task began. */
  readonly timestamp?: {
    readonly seconds?: number | { toString(): string } | null;
    readonly nanos?: number | null;
  } | null;
}

/** Tells whether a workflow is to handle what belongs to a workflow task that has not begun. */
export function watchForHalfATask(): (activation: Activation) => boolean {
  let last: { readonly length: number; readonly begun: string } | undefined;
  return ({ jobs, historyLength, timestamp }) => {
    if (jobs?.every(({ queryWorkflow }) => queryWorkflow)) return false;
    const length = historyLength ?? 0;
    const begun = `${(timestamp?.seconds ?? 0).toString()}.${timestamp?.nanos ?? 0}`;
    const isHalf = last !== undefined && length > last.length && begun === last.begun;
    last = { length, begun };
    return isHalf;
  };
}

/**
 * Refuses a query for which a workflow would have to handle half a task. The worker forgets the workflow with that; the
 * next query, like the workflow task, finds it as it is.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const isHalfATask = watchForHalfATask();
  return {
    internals: [
      {
        activate(input, next) {
          if (isHalfATask(input.activation)) throw new Error(HISTORY_MOVED_ON);
          next(input);
        },
      },
    ],
  };
};
