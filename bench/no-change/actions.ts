import proto from '@temporalio/proto';

type History = proto.temporal.api.history.v1.IHistory;

/**
 * How many of Temporal Cloud's billable actions a workflow's history stands for, as Temporal's documentation counts them
 * (docs.temporal.io/cloud/actions): the start of the workflow, each signal sent, to it or by it, each start of an activity,
 * retries too, each timer, each upsert of search attributes. What is in no history (heartbeats, queries) is not counted, nor
 * what a schedule adds. The start of a child is an action of the child's own history.
 */
export function actionsOf({ events }: History): number {
  return (events ?? []).reduce((sum, event) => {
    const isAction =
      event.workflowExecutionStartedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.signalExternalWorkflowExecutionInitiatedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes;
    const attempts = event.activityTaskStartedEventAttributes?.attempt ?? 0;
    return sum + (isAction ? 1 : 0) + attempts;
  }, 0);
}
