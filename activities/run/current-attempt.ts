import { activityInfo, ApplicationFailure, getClient } from '@temporalio/activity';

/**
 * For so long an attempt may take for granted that it is the current one: half of the time after which Temporal misses
 * its heartbeat and another is begun. The lease of a cycle that was terminated or deleted is given
 * to nobody before. Milliseconds.
 */
export const CERTAIN_FOR_MS = 5_000;

/** Whether this attempt of an activity is still the one that Temporal waits for. */
export interface CurrentAttempt {
  /** It is certain: nothing has held this process since Temporal was asked last. */
  isCertain(): boolean;
  /**
   * Asks Temporal.
   *
   * @throws an `ApplicationFailure` when another attempt has taken over, which nobody reads; whatever the client throws
   *   when Temporal does not answer
   */
  makeCertain(): Promise<void>;
}

/**
 * A process that is held (suspended, swapped out, its machine asleep) does not notice that Temporal has given its work
 * to another. When it goes on, it must not start what the other has started.
 *
 * The task may have been held before this attempt has seen it, so that its age counts too. That is by two clocks: one
 * that is behind Temporal's hides as much of it.
 */
export function currentAttempt(): CurrentAttempt {
  const { workflowExecution, activityId, attempt, currentAttemptScheduledTimestampMs } = activityInfo();
  let certainAt = performance.now() - Math.max(0, Date.now() - currentAttemptScheduledTimestampMs);
  return {
    isCertain: () => performance.now() - certainAt < CERTAIN_FOR_MS,
    async makeCertain() {
      // From before the question: what holds the answer up is time that has passed.
      const asked = performance.now();
      const { workflowId, runId } = workflowExecution ?? {};
      if (workflowId === undefined) return;
      const { raw } = await getClient().workflow.getHandle(workflowId, runId).describe();
      const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
      if (pending?.attempt !== attempt) {
        throw ApplicationFailure.retryable(
          'Another attempt has taken this one over while it was held',
          'attempt-taken-over',
        );
      }
      certainAt = asked;
    },
  };
}
