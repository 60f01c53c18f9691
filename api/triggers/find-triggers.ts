import { triggersOf } from '../../config/triggers-of.js';
import type { ServerConfiguration } from '../../config/schema.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { PlannedTrigger } from '../../domain/triggers/planned-trigger.js';
import { engineOf } from '../management-agents/find-management-agent.js';
import type { SyncEngines } from '../dependencies.js';

/**
 * All triggers of a sync server.
 *
 * @throws {AutoSyncError} `engine-unreachable`
 */
export async function findTriggers(
  server: string,
  configuration: ServerConfiguration,
  engines: SyncEngines,
): Promise<readonly PlannedTrigger[]> {
  return triggersOf(server, configuration, await engineOf(engines, server).listManagementAgents());
}

/** @throws {AutoSyncError} `unknown-trigger`, listing those that there are */
export function requireTrigger(triggers: readonly PlannedTrigger[], id: string): PlannedTrigger {
  const found = triggers.find((trigger) => trigger.id === id);
  if (found) return found;
  const known = triggers.map((trigger) => `"${trigger.id}"`).join(', ');
  throw new AutoSyncError('unknown-trigger', `There is no trigger "${id}". There are: ${known || 'none'}.`);
}
