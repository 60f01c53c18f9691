import type { Configuration, ServerConfiguration } from '../../config/schema.js';
import { AutoSyncError } from '../../domain/errors.js';

/**
 * The configuration of a sync server.
 *
 * @throws {AutoSyncError} `unknown-server`, listing the servers of the configuration
 */
export function findServer(configuration: Configuration, server: string): ServerConfiguration {
  const found = Object.entries(configuration.servers).find(([id]) => id === server)?.[1];
  if (found) return found;
  throw new AutoSyncError(
    'unknown-server',
    `There is no sync server "${server}". The configuration has: ${Object.keys(configuration.servers).join(', ')}.`,
  );
}
