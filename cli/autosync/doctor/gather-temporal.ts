import { tsToMs } from '@temporalio/common/lib/time.js';
import { WorkflowNotFoundError, Client, type Connection } from '@temporalio/client';
import { runLockId } from '../../../domain/naming.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../../../domain/search-attributes.js';
import { connectToTemporal, type TemporalSettings } from '../../../temporal/connection.js';
import { missingSearchAttributes } from '../../../temporal/search-attributes.js';
import type { TemporalFacts } from './facts.js';

/**
 * Asks Temporal itself.
 *
 * @param servers sync servers whose run locks are looked for
 * @throws {AutoSyncError} `temporal-unreachable`; `invalid-configuration` for a search attribute of another type
 */
export async function gatherTemporal(
  settings: TemporalSettings,
  servers: readonly string[],
  now: number,
): Promise<TemporalFacts> {
  const connection = await connectToTemporal(settings);
  try {
    return await ask(connection, settings.namespace, servers, now);
  } finally {
    await connection.close();
  }
}

async function ask(
  connection: Connection,
  namespace: string,
  servers: readonly string[],
  now: number,
): Promise<TemporalFacts> {
  const client = new Client({ connection, namespace });
  const [{ serverVersion }, { config }, { customAttributes }, runLocks] = await Promise.all([
    connection.workflowService.getSystemInfo({}),
    connection.workflowService.describeNamespace({ namespace }),
    connection.operatorService.listSearchAttributes({ namespace }),
    Promise.all(servers.map((server) => describeRunLock(client, server, now))),
  ]);
  const retention = config?.workflowExecutionRetentionTtl;
  return {
    version: serverVersion,
    namespace,
    ...(retention && { retentionMs: tsToMs(retention) }),
    missingSearchAttributes: Object.keys(missingSearchAttributes(SEARCH_ATTRIBUTE_TYPES, customAttributes)),
    runLocks,
  };
}

async function describeRunLock(
  client: Client,
  server: string,
  now: number,
): Promise<TemporalFacts['runLocks'][number]> {
  try {
    const { startTime, historyLength, status } = await client.workflow
      .getHandle(runLockId(server))
      .describe();
    return status.name === 'RUNNING'
      ? { server, running: { ageMs: now - startTime.getTime(), historyLength } }
      : { server };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { server };
    throw error;
  }
}
