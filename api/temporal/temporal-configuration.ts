import { Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { CONFIGURATION_ID } from '../../domain/naming.js';
import { AutoSyncError } from '../../domain/errors.js';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import {
  configurationStore,
  type ConfigurationStore,
} from '../../temporal/configuration/configuration-store.js';
import { configurationRefusal } from './configuration-refusal.js';
import type { TemporalAccess } from './temporal-access.js';

/** The applied configuration, asked through Temporal. */
export function temporalConfiguration(temporal: TemporalAccess): ConfigurationStore {
  const { connection, namespace } = temporal;
  const client = new Client({
    connection,
    namespace,
    interceptors: ASKS_AGAIN,
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });
  return configurationStore(client, async (request) => {
    try {
      return await temporal.query(CONFIGURATION_ID, request, (failure) =>
        failure.kind === 'not-found'
          ? new AutoSyncError('configuration-not-applied', 'No configuration has been applied yet.')
          : undefined,
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw configurationRefusal(error);
      throw error;
    }
  });
}
