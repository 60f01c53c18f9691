import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { controlledManagementAgents } from '../../config/settings/controllers.js';
import { noStartWindowsOf } from '../../config/settings/no-start-windows.js';
import type { ServerConfiguration } from '../../config/schema.js';
import { retryPoliciesOf } from '../../config/settings/retry.js';
import { idsIn } from '../../config/settings/management-agent-ids.js';
import { configuredRunProfiles } from '../../config/settings-of.js';
import { serverThresholds } from '../../config/settings/thresholds.js';
import type { RevisionMark } from '../../domain/configuration/revision.js';
import { AutoSyncError } from '../../domain/errors.js';
import { AUTOSYNC_TASK_QUEUE, runLockId } from '../../domain/naming.js';
import { DECISIONS_MEMO } from '../../domain/run-lock/controls/decisions.js';
import type { RunLockConfiguration } from '../../domain/run-lock/state.js';
import { configureRunLock, RUN_LOCK_WORKFLOW, type RunLockWorkflow } from '../../workflows/contract.js';

/**
 * Starts the run lock of a sync server if it does not run, and tells it the configuration.
 *
 * @param revision what the configuration is of: the run lock keeps what it has, if that has replaced it
 * @throws {AutoSyncError} `unknown-server` when the configuration does not name the server
 */
export async function ensureRunLock(
  client: Client,
  server: string,
  configuration: ServerConfiguration | undefined,
  revision?: RevisionMark,
): Promise<void> {
  if (!configuration) {
    throw new AutoSyncError('unknown-server', `The configuration has no sync server "${server}".`);
  }
  const last = await lastRunLock(client, server);
  const decisions = last?.memo?.[DECISIONS_MEMO];
  await client.workflow.signalWithStart<RunLockWorkflow, [RunLockConfiguration]>(RUN_LOCK_WORKFLOW, {
    workflowId: runLockId(server),
    taskQueue: AUTOSYNC_TASK_QUEUE,
    args: [{ server, first: last === undefined }],
    ...(decisions === undefined ? {} : { memo: { [DECISIONS_MEMO]: decisions } }),
    signal: configureRunLock,
    signalArgs: [runLockConfigurationOf(configuration, revision)],
    staticSummary: `Run lock of sync server ${server}`,
    staticDetails: 'Decides which run may start now: one run per management agent, synchronizations alone.',
  });
}

/**
 * The run lock that runs, or the one that ran last: what was decided under it holds for the next. Without one no cycle
 * can hold anything that a run lock has granted.
 */
async function lastRunLock(
  client: Client,
  server: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(runLockId(server)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** What the run lock needs of a server's configuration. */
export function runLockConfigurationOf(
  configuration: ServerConfiguration,
  revision?: RevisionMark,
): RunLockConfiguration {
  const managementAgents = Object.entries(configuration.managementAgents);
  const thresholds = serverThresholds(configuration);
  const controlled = controlledManagementAgents(configuration);
  const retry = retryPoliciesOf(configuration);
  return {
    ...(revision?.at === undefined ? {} : { revision }),
    rules: {
      runMode: configuration.runMode,
      mimServiceExportTakesSyncLock: configuration.mimServiceExportTakesSyncLock,
    },
    policy: configuration.lockPolicy,
    longestWaitMs: configuration.longestWait,
    // The simulator is the only engine there is, and needs no distance.
    startSpacingMs: configuration.startSpacing ?? 0,
    engineLookMs: configuration.engineLookInterval,
    ...(managementAgents.length > 0 ? { ids: idsIn(configuration) } : {}),
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
