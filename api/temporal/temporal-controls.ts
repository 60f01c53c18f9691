import { Client } from '@temporalio/client';
import { AutoSyncError } from '../../domain/errors.js';
import { runLockId } from '../../domain/naming.js';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import { controlRunLockOf } from '../../temporal/control-run-lock.js';
import type { RunLockControls } from '../controls/run-lock-controls.js';
import type { TemporalAccess } from './temporal-access.js';
import { runLockNotThere } from './temporal-run-locks.js';

/** The run locks, told what to do through Temporal. */
export function temporalControls(temporal: TemporalAccess): RunLockControls {
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace, interceptors: ASKS_AGAIN });
  return {
    async carryOut(server, control) {
      const id = runLockId(server);
      try {
        return await temporal.query(
          id,
          () => controlRunLockOf(client, server, control),
          (failure) => (failure.kind === 'not-found' ? runLockNotThere(server) : undefined),
        );
      } catch (error) {
        if (error instanceof AutoSyncError && error.code === 'worker-unreachable') throw notKnown(error);
        throw error;
      }
    },
  };
}

/** Temporal may hand what it was given to a worker that comes later. */
function notKnown(error: AutoSyncError): AutoSyncError {
  return new AutoSyncError(
    error.code,
    `${error.message} What was asked for may still be carried out when one does: look at the status first.`,
    { cause: error },
  );
}
