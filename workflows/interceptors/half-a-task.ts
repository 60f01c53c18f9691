import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { HISTORY_MOVED_ON } from '../contract.js';

/*
 * Temporal hands a query to a worker directly where no workflow task is pending. If that worker is killed just then, the
 * query goes to another one after some seconds, which does not have the workflow yet: it is given the history of then, with
 * signals and timers that have come meanwhile and which no workflow task has dealt with. Temporal's SDK has the workflow
 * handle them all the same, keeps the workflow, and gives out with the next task what it has decided. A replay handles them
 * in that task, at its time and with whatever else has come: a run lock, whose decisions go by the time, is stuck for good
 * then. Shown by `test/replay/query-that-overtakes.test.ts`.
 */

/** What is looked at of an activation: a step that Temporal's SDK has a workflow take. */
interface Activation {
  readonly jobs?:
    | readonly {
        readonly initializeWorkflow?: object | null;
        readonly queryWorkflow?: { readonly queryId?: string | null } | null;
      }[]
    | null;
  readonly isReplaying?: boolean | null;
}

/** The id that Temporal's SDK gives to a query that comes by itself, and not with a workflow task. */
const BY_ITSELF = 'legacy_query';

/**
 * Tells whether a workflow may have handled what no workflow task has dealt with, for a query that has come by itself: it
 * was replayed, has taken one step beyond, and has taken no other since, which would show that the step was a task's.
 *
 * It may have been a task's indeed: then the workflow is replayed once without need.
 */
export function watchForHalfATask(): (activation: Activation) => boolean {
  let isKnownToBeWhole = false;
  let steps = 0;
  return ({ jobs, isReplaying }) => {
    const queries = jobs?.flatMap(({ queryWorkflow }) => queryWorkflow ?? []) ?? [];
    if (queries.length > 0) {
      return !isKnownToBeWhole && steps > 0 && queries.some(({ queryId }) => queryId === BY_ITSELF);
    }
    if (isReplaying) {
      isKnownToBeWhole = false;
      steps = 0;
      return false;
    }
    // Nobody can ask a workflow by a query of its own before its first task is done.
    isKnownToBeWhole ||= steps > 0 || jobs?.some(({ initializeWorkflow }) => initializeWorkflow) === true;
    steps += 1;
    return false;
  };
}

/**
 * Refuses a query for which a workflow may have handled half a task. The worker forgets the workflow with that; the next
 * query, like the next workflow task, finds it as it is.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const isHalfATask = watchForHalfATask();
  return {
    internals: [
      {
        activate(input, next) {
          // What comes in several batches is one step.
          if (input.batchIndex === 0 && isHalfATask(input.activation)) throw new Error(HISTORY_MOVED_ON);
          next(input);
        },
      },
    ],
  };
};
