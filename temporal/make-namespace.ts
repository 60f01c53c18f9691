import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { connectToTemporal, type TemporalSettings } from './connection.js';
import { hasGrpcStatus } from './grpc-status.js';

const LOOK_EVERY_MS = 50;
/** A production server's hosts read the list of namespaces every ten seconds, at worst. */
const USABLE_WITHIN_MS = 30_000;

/**
 * Makes a namespace for a while, and waits until the server works with it. In a namespace of one's own nobody else's
 * worker takes one's tasks.
 *
 * @param settings where Temporal is; their namespace does not matter
 * @param description for Temporal's Web UI
 * @returns the settings for the new namespace
 * @throws `temporal-unreachable` when Temporal is not there, does not let us make namespaces, or has one of that name
 */
export async function makeNamespace(
  settings: TemporalSettings,
  namespace: string,
  description: string,
): Promise<TemporalSettings> {
  const connection = await connectToTemporal(settings);
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    await waitUntilUsable(connection, namespace);
  } catch (error) {
    throw new AutoSyncError(
      'temporal-unreachable',
      `The namespace ${namespace} cannot be made on ${settings.address}: ${ensureError(error).message}`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
  return { ...settings, namespace };
}

async function waitUntilUsable(connection: Connection, namespace: string): Promise<void> {
  const deadline = Date.now() + USABLE_WITHIN_MS;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace });
      return;
    } catch (error) {
      if (!hasGrpcStatus(error, 'NOT_FOUND') || Date.now() > deadline) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}
