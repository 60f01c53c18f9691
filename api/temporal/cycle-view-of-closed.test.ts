import { ApplicationFailure, CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { RetryState } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { endedView } from '../../test/api/fake-dependencies.js';
import { endedFromOutside, viewInFailure, viewWithoutSteps } from './cycle-view-of-closed.js';

function failedOf(cause: Error): WorkflowFailedError {
  return new WorkflowFailedError('Workflow execution failed', cause, RetryState.NON_RETRYABLE_FAILURE);
}

describe('viewInFailure', () => {
  const view = { ...endedView('HR'), outcome: 'stopped-deadlocked' };

  test("is the first detail of a failed run's error", () => {
    const cause = ApplicationFailure.create({ type: 'stopped-deadlocked', message: 'm', details: [view] });
    expect(viewInFailure(failedOf(cause))).toEqual(view);
  });

  test.each([
    failedOf(ApplicationFailure.create({ message: 'no details' })),
    failedOf(ApplicationFailure.create({ message: 'other details', details: [{ outcome: 'x' }] })),
    failedOf(new CancelledFailure('cancelled')),
    new Error('no failure of a workflow'),
  ])('there is none in %s', (thrown) => {
    expect(viewInFailure(thrown)).toBeUndefined();
  });
});

describe('endedFromOutside', () => {
  test('says what the cycle could not say itself', () => {
    const running = { ...endedView('HR'), outcome: 'running' };
    expect(endedFromOutside(running, { status: 'TERMINATED', message: 'by an operator' })).toEqual({
      ...running,
      outcome: 'terminated',
      reason: 'by an operator',
    });
    expect(endedFromOutside(running, { status: 'TIMED_OUT', message: 'm' }).outcome).toBe('timed-out');
  });

  test('leaves alone what the cycle did say', () => {
    const cancelled = { ...endedView('HR'), outcome: 'cancelled' };
    expect(endedFromOutside(cancelled, { status: 'CANCELLED', message: 'm' })).toEqual(cancelled);
  });
});

test('viewWithoutSteps tells what a cycle was started with', () => {
  const { cause } = endedView('HR');
  const input = {
    server: 'default',
    managementAgent: 'HR',
    start: { kind: 'pending-exports' },
    cause,
    lineage: ['Fabrikam AD'],
    maxDepth: 10,
  } as const;
  expect(viewWithoutSteps(input, { status: 'TERMINATED', message: 'by an operator' })).toEqual({
    ...endedView('HR'),
    depth: 1,
    outcome: 'terminated',
    reason: 'by an operator. No worker could be asked for its steps.',
  });
});
