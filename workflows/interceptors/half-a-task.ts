import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { ASKED_AFTER_THE_END, HISTORY_MOVED_ON } from '../contract.js';

/*
 * Temporal hands a query to a worker directly where no workflow task is pending. If that worker is killed just then, the
 * query goes to another one after some seconds, which does not have the workflow yet: it is given the history of then, with
 * signals and timers that have come meanwhile and which no workflow task has dealt with. Temporal's SDK has the workflow
 * handle them all the same, keeps the workflow, and gives out with the next task what it has decided. A replay handles them
 * in that task, at its time and with whatever else has come: a run lock, whose decisions go by the time, is stuck for good
 * then. Shown by `test/replay/query-that-overtakes.test.ts`. A workflow that was ended from outside has no next task: half
 * of one is all there is.
 */

/** What is looked at of an activation: a step that Temporal's SDK has a workflow take. */
interface Activation {
  readonly jobs?:
    | readonly {
        readonly queryWorkflow?: {
          readonly queryId?: string | null;
          readonly headers?: Readonly<Record<string, unknown>> | null;
        } | null;
      }[]
    | null;
  readonly isReplaying?: boolean | null;
}

/** The id that Temporal's SDK gives to a query that comes by itself, and not with a workflow task. */
const BY_ITSELF = 'legacy_query';

/**
 * A query is asked at once after what the workflow handled for it; on a machine that has far too much to do that is some
 * tenths of a second. After a task, that has to be told to Temporal before; another query may be as quick, and is refused
 * without need: it costs a replay, and two tasks in a row end that.
 */
const AT_ONCE_MS = 1_000;

/** Tells whether a workflow is asked what it may have handled half a task for. */
export interface HalfATaskWatch {
  /** To be called before each step. @returns whether it is such a query */
  step(activation: Activation): boolean;
  /** To be called after each step. */
  done(): void;
}

/**
 * Watches for a query that comes by itself, at once after the only step that a workflow has taken since it was replayed:
 * that one need not have been a task's.
 *
 * @param now milliseconds of a clock that goes on while the workflow takes no step
 */
export function watchForHalfATask(now: () => number): HalfATaskWatch {
  /** A workflow that was not replayed here is whole: nobody can ask it by a query before its first task is done. */
  let state: 'whole' | 'replayed' | 'one step beyond' = 'whole';
  let lastStepAt = 0;
  let isQuery = false;
  return {
    step({ jobs, isReplaying }) {
      const queries = jobs?.flatMap(({ queryWorkflow }) => queryWorkflow ?? []) ?? [];
      isQuery = queries.length > 0;
      if (isQuery) {
        const needsWhole = queries.some(
          ({ queryId, headers }) => queryId === BY_ITSELF && !(headers && ASKED_AFTER_THE_END in headers),
        );
        return needsWhole && state === 'one step beyond' && now() - lastStepAt < AT_ONCE_MS;
      }
      if (isReplaying) state = 'replayed';
      else state = state === 'replayed' ? 'one step beyond' : 'whole';
      return false;
    },
    done() {
      if (!isQuery) lastStepAt = now();
    },
  };
}

/**
 * Refuses a query for which a workflow may have handled half a task. The worker forgets the workflow with that; the next
 * query, like the next workflow task, finds it as it is.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const watch = watchForHalfATask(timeOfTheMachine);
  return {
    internals: [
      {
        activate(input, next) {
          // What comes in several batches is one step.
          if (input.batchIndex === 0 && watch.step(input.activation)) throw new Error(HISTORY_MOVED_ON);
          next(input);
        },
        concludeActivation(input, next) {
          const concluded = next(input);
          watch.done();
          return concluded;
        },
      },
    ],
  };
};

/** `Date` is that of the workflow here; what it was made of is not. No decision of a workflow goes by it. */
function timeOfTheMachine(): number {
  return (Date.prototype.constructor as DateConstructor).now();
}
