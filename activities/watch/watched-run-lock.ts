import type { Client } from '@temporalio/client';
import { runLockId } from '../../domain/naming.js';
import { watchedByRunLock } from '../../workflows/contract.js';
import { closedAmong, closedCyclesOf } from './closed-cycles.js';
import { untilCancelled } from '../until-cancelled.js';
import type { WatchedRunLock } from './watch-engine.js';

/** The run lock of a sync server, asked through Temporal. */
export function watchedRunLock(client: Client, server: string): WatchedRunLock {
  const isClosed = closedCyclesOf(client);
  return {
    watched: () =>
      untilCancelled(client, () => client.workflow.getHandle(runLockId(server)).query(watchedByRunLock)),
    closedAmong: (cycles) => closedAmong(cycles, (cycle) => untilCancelled(client, () => isClosed(cycle))),
  };
}
