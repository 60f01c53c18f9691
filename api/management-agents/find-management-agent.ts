import { AutoSyncError } from '../../domain/errors.js';
import {
  findManagementAgent,
  listNames,
  type ManagementAgent,
} from '../../domain/management-agent/management-agent.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { SyncEngines } from '../dependencies.js';

/**
 * The engine of a sync server that the configuration has.
 *
 * @throws {AutoSyncError} `internal` if nobody connected it: every server of the configuration has an engine
 */
export function engineOf(engines: SyncEngines, server: string): SyncEngine {
  const engine = engines.get(server);
  if (engine) return engine;
  throw new AutoSyncError('internal', `The sync server "${server}" was given no engine.`);
}

/**
 * A management agent of the engine's catalogue, by name or id.
 *
 * @throws {AutoSyncError} `unknown-management-agent`, listing the management agents
 */
export function requireManagementAgent(
  catalogue: readonly ManagementAgent[],
  server: string,
  idOrName: string,
): ManagementAgent {
  const found = findManagementAgent(catalogue, idOrName);
  if (found) return found;
  throw new AutoSyncError(
    'unknown-management-agent',
    `The sync server "${server}" has no management agent "${idOrName}". It has: ${listNames(catalogue)}.`,
  );
}
