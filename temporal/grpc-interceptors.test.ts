import { Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { grpcInterceptors } from './grpc-interceptors.js';

it('a call that waits for its next attempt fails when its connection is closed, and the process goes on', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: grpcInterceptors() });
  const call = connection.withDeadline(Date.now() + 5_000, () =>
    connection.workflowService.getSystemInfo({}),
  );
  setImmediate(() => void connection.close());
  await expect(call).rejects.toThrow(/closed|refused|connect/i);
});
