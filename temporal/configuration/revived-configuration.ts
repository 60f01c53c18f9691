import {
  Client,
  QueryRejectedError,
  WorkflowNotFoundError,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { AUTOSYNC_TASK_QUEUE, CONFIGURATION_ID } from '../../domain/naming.js';
import {
  CONFIGURATION_WORKFLOW,
  configurationState,
  reconcileConfiguration,
  type ConfigurationWorkflow,
} from '../../workflows/contract.js';
import { configurationStore, type ConfigurationStore } from './configuration-store.js';

/**
 * Starts the configuration workflow if it does not run, and has everything looked over. Where somebody has ended it, as with
 * Temporal's Web UI, the new one knows what it knew: nobody may find the thresholds of long ago in force.
 *
 * @throws whatever Temporal answers, if the one that was ended cannot be asked: a worker that carries workflows on must be there
 */
export async function ensureConfiguration(client: Client): Promise<void> {
  const handle = client.workflow.getHandle(CONFIGURATION_ID);
  for (;;) {
    const last = await lastConfiguration(client);
    if (last?.status.name !== 'RUNNING') return await startConfiguration(client, last?.runId);
    try {
      // Not with a start: should somebody end it in this moment, another would begin with nothing.
      return await handle.signal(reconcileConfiguration);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** @param ended the run that it follows, if there has been one */
async function startConfiguration(client: Client, ended: string | undefined): Promise<void> {
  const state =
    ended === undefined
      ? undefined
      : await client.workflow.getHandle(CONFIGURATION_ID, ended).query(configurationState);
  await client.workflow.signalWithStart<ConfigurationWorkflow>(CONFIGURATION_WORKFLOW, {
    workflowId: CONFIGURATION_ID,
    taskQueue: AUTOSYNC_TASK_QUEUE,
    args: [state ? { state } : {}],
    signal: reconcileConfiguration,
    staticSummary: 'Configuration of this installation',
    staticDetails: 'Which configuration is applied, and those before; makes every sync server what it says.',
  });
}

async function lastConfiguration(client: Client): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(CONFIGURATION_ID).describe();
  } catch (error) {
    // There has been none, or Temporal has forgotten it.
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/**
 * The configuration, for whoever follows it: one that somebody has ended is started again when it is asked how it stands.
 *
 * @param ended is told of that
 */
export function revivedConfiguration(client: Client, ended: () => void): ConfigurationStore {
  const { connection, options } = client;
  const store = configurationStore(
    new Client({
      connection,
      namespace: options.namespace,
      interceptors: options.interceptors,
      workflow: { queryRejectCondition: 'NOT_OPEN' },
    }),
  );
  return {
    ...store,
    async standing() {
      try {
        return await store.standing();
      } catch (error) {
        if (!(error instanceof QueryRejectedError)) throw error;
        ended();
        await ensureConfiguration(client);
        return store.standing();
      }
    },
  };
}
