import type { Client } from '@temporalio/client';
import type { HousekeepingActivities } from './contract.js';
import type { ServerConfiguration } from '../config/schema.js';
import { ensureRunLock } from './ensure-run-lock.js';

/** The activities that touch no engine. */
export function createHousekeepingActivities(
  client: Client,
  servers: Readonly<Record<string, ServerConfiguration>>,
): HousekeepingActivities {
  return {
    ensureRunLock: ({ server }) => ensureRunLock(client, server, servers[server]),
  };
}
