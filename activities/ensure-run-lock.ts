import type { Client } from '@temporalio/client';
import type { ServerConfiguration } from '../config/schema.js';
import { configuredRunProfiles } from '../config/settings-of.js';
import { AutoSyncError } from '../domain/errors.js';
import { AUTOSYNC_TASK_QUEUE, runLockId } from '../domain/naming.js';
import { DEFAULT_RUN_RULES } from '../domain/run-lock/needs.js';
import type { RunLockConfiguration } from '../domain/run-lock/state.js';
import { configureRunLock, RUN_LOCK_WORKFLOW, type RunLockWorkflow } from '../workflows/contract.js';

/**
 * Starts the run lock of a sync server if it does not run, and tells it the configuration.
 *
 * @throws {AutoSyncError} `unknown-server` when the configuration does not name the server
 */
export async function ensureRunLock(
  client: Client,
  server: string,
  configuration: ServerConfiguration | undefined,
): Promise<void> {
  if (!configuration) {
    throw new AutoSyncError('unknown-server', `The configuration has no sync server "${server}".`);
  }
  await client.workflow.signalWithStart<RunLockWorkflow, [RunLockConfiguration]>(RUN_LOCK_WORKFLOW, {
    workflowId: runLockId(server),
    taskQueue: AUTOSYNC_TASK_QUEUE,
    args: [{ server }],
    signal: configureRunLock,
    signalArgs: [runLockConfigurationOf(configuration)],
    staticSummary: `Run lock of sync server ${server}`,
    staticDetails: 'Decides which run may start now: one run per management agent, synchronizations alone.',
  });
}

/** What the run lock needs of a server's configuration. */
export function runLockConfigurationOf(configuration: ServerConfiguration): RunLockConfiguration {
  return {
    rules: {
      ...DEFAULT_RUN_RULES,
      mimServiceExportTakesSyncLock: configuration.mimServiceExportTakesSyncLock,
    },
    runProfiles: Object.fromEntries(
      Object.entries(configuration.managementAgents).map(([managementAgent, settings]) => [
        managementAgent,
        configuredRunProfiles(settings),
      ]),
    ),
  };
}
