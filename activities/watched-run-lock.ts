import type { Client } from '@temporalio/client';
import { runLockId } from '../domain/naming.js';
import { watchedByRunLock } from '../workflows/contract.js';
import { closedAmong } from './closed-cycles.js';
import type { WatchedRunLock } from './watch-engine.js';

/** The run lock of a sync server, asked through Temporal. */
export function watchedRunLock(client: Client, server: string): WatchedRunLock {
  return {
    watched: () => client.workflow.getHandle(runLockId(server)).query(watchedByRunLock),
    closedAmong: (cycles) => closedAmong(client, cycles),
  };
}
