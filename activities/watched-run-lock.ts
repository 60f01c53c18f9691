import { cancellationSignal } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { runLockId } from '../domain/naming.js';
import { watchedByRunLock } from '../workflows/contract.js';
import { closedAmong, isClosed } from './closed-cycles.js';
import type { WatchedRunLock } from './watch-engine.js';

/** The run lock of a sync server, asked through Temporal. */
export function watchedRunLock(client: Client, server: string): WatchedRunLock {
  /** A worker that ends does not wait for Temporal's answer. A signal for each call: the client keeps its listeners. */
  const untilCancelled = <T>(ask: () => Promise<T>) =>
    client.withAbortSignal(AbortSignal.any([cancellationSignal()]), ask);
  return {
    watched: () => untilCancelled(() => client.workflow.getHandle(runLockId(server)).query(watchedByRunLock)),
    closedAmong: (cycles) => closedAmong(cycles, (cycle) => untilCancelled(() => isClosed(client, cycle))),
  };
}
