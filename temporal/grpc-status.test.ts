import { ServiceError } from '@temporalio/client';
import { expect, it } from 'vitest';
import { describeTemporalProblem } from './grpc-status.js';

it('a problem with Temporal is told with its cause', () => {
  const cause = Object.assign(new Error('9 FAILED_PRECONDITION: no poller'), {
    code: 9,
    details: 'no poller seen for task queue recently',
    metadata: {},
  });
  const error = new ServiceError('Failed to query Workflow', { cause });
  expect(describeTemporalProblem(error)).toBe(
    'Failed to query Workflow: no poller seen for task queue recently',
  );
  expect(describeTemporalProblem(new Error('no call at all'))).toBe('no call at all');
});
