import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { configurationRefusal } from './configuration-refusal.js';

test("is the workflow's own reason", () => {
  const cause = ApplicationFailure.nonRetryable('No request "a#1" waits.', 'unknown-request');
  expect(configurationRefusal(new WorkflowUpdateFailedError('Workflow Update failed', cause))).toMatchObject({
    name: 'AutoSyncError',
    code: 'unknown-request',
    message: 'No request "a#1" waits.',
  });
});

test.each([
  ['a type that is no code', ApplicationFailure.nonRetryable('x', 'TypeError')],
  ['a type that every object has', ApplicationFailure.nonRetryable('x', 'toString')],
  ['no type', ApplicationFailure.nonRetryable('x')],
  ['another failure', new TimeoutFailure('x', undefined, 'START_TO_CLOSE')],
  ['no cause', undefined],
])('with %s it is no refusal, and goes on as it is', (_what, cause) => {
  const failure = new WorkflowUpdateFailedError('Workflow Update failed', cause);
  expect(configurationRefusal(failure)).toBe(failure);
});
