import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { controlledManagementAgents } from '../config/settings/controllers.js';
import { noStartWindowsOf } from '../config/settings/no-start-windows.js';
import type { ServerConfiguration } from '../config/schema.js';
import { retryPoliciesOf } from '../config/settings/retry.js';
import { configuredRunProfiles } from '../config/settings-of.js';
import { serverThresholds } from '../config/settings/thresholds.js';
import { AutoSyncError } from '../domain/errors.js';
import { AUTOSYNC_TASK_QUEUE, runLockId } from '../domain/naming.js';
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
    args: [{ server, first: await hasNeverBeen(client, server) }],
    signal: configureRunLock,
    signalArgs: [runLockConfigurationOf(configuration)],
    staticSummary: `Run lock of sync server ${server}`,
    staticDetails: 'Decides which run may start now: one run per management agent, synchronizations alone.',
  });
}

/** Whether no run lock of this sync server has ever run: then no cycle can hold anything that one has granted. */
async function hasNeverBeen(client: Client, server: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(runLockId(server)).describe();
    return false;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

/** What the run lock needs of a server's configuration. */
export function runLockConfigurationOf(configuration: ServerConfiguration): RunLockConfiguration {
  const managementAgents = Object.entries(configuration.managementAgents);
  const thresholds = serverThresholds(configuration);
  const controlled = controlledManagementAgents(configuration);
  const retry = retryPoliciesOf(configuration);
  return {
    rules: {
      runMode: configuration.runMode,
      mimServiceExportTakesSyncLock: configuration.mimServiceExportTakesSyncLock,
    },
    policy: configuration.lockPolicy,
    longestWaitMs: configuration.longestWait,
    // The simulator is the only engine there is, and needs no distance.
    startSpacingMs: configuration.startSpacing ?? 0,
    engineLookMs: configuration.engineLookInterval,
    lockLists: Object.fromEntries(
      managementAgents
        .filter(([, { lockList }]) => lockList.length > 0)
        .map(([managementAgent, { lockList }]) => [managementAgent, lockList]),
    ),
    disabled: managementAgents
      .filter(([, { disabled }]) => disabled)
      .map(([managementAgent]) => managementAgent),
    noStartWindows: noStartWindowsOf(configuration),
    maxCycleDepth: configuration.maxCycleDepth,
    ...(retry ? { retry } : {}),
    runProfiles: Object.fromEntries(
      managementAgents.map(([managementAgent, settings]) => [
        managementAgent,
        configuredRunProfiles(settings),
      ]),
    ),
    ...(thresholds ? { thresholds } : {}),
    ...(controlled ? { controlled } : {}),
  };
}
