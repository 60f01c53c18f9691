import { Client } from '@temporalio/client';
import { AutoSyncError } from '../../domain/errors.js';
import { runLockId } from '../../domain/naming.js';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import { runLockStatus } from '../../workflows/contract.js';
import type { RunLockReader } from '../servers/run-lock-reader.js';
import type { TemporalAccess } from './temporal-access.js';

/** The run locks, asked through Temporal. */
export function temporalRunLocks(temporal: TemporalAccess): RunLockReader {
  const { connection, namespace } = temporal;
  // A closed workflow answers queries too. The status of a run lock that was ended is no status.
  const client = new Client({
    connection,
    namespace,
    interceptors: ASKS_AGAIN,
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });
  return {
    status: (server) => {
      const id = runLockId(server);
      return temporal.query(
        id,
        () => client.workflow.getHandle(id).query(runLockStatus),
        (failure) => (failure.kind === 'not-found' ? runLockNotThere(server) : undefined),
      );
    },
  };
}

/** Temporal has no run lock of this sync server that runs. */
export function runLockNotThere(server: string): AutoSyncError {
  return new AutoSyncError(
    'run-lock-unreachable',
    `The run lock of the sync server "${server}" does not run: a worker starts it.`,
  );
}
