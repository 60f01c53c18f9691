import { expect, test } from 'vitest';
import { actionsOf } from './actions.js';

test('starts, signals both ways, attempts, timers and upserts count; tasks and acknowledgements do not', () => {
  const events = [
    { workflowExecutionStartedEventAttributes: {} },
    { workflowTaskScheduledEventAttributes: {} },
    { workflowTaskStartedEventAttributes: {} },
    { workflowTaskCompletedEventAttributes: {} },
    { signalExternalWorkflowExecutionInitiatedEventAttributes: {} },
    { externalWorkflowExecutionSignaledEventAttributes: {} },
    { workflowExecutionSignaledEventAttributes: {} },
    { activityTaskScheduledEventAttributes: {} },
    { activityTaskStartedEventAttributes: { attempt: 2 } },
    { activityTaskCompletedEventAttributes: {} },
    { timerStartedEventAttributes: {} },
    { timerCanceledEventAttributes: {} },
    { upsertWorkflowSearchAttributesEventAttributes: {} },
    { workflowExecutionCompletedEventAttributes: {} },
  ];
  expect(actionsOf({ events })).toBe(7);
});
