import type { Configuration } from '../config/schema.js';
import { AutoSyncError } from '../domain/errors.js';
import { connectSyncEngine } from '../sync-engine/connect-sync-engine.js';
import type { SyncEngines } from './dependencies.js';

/**
 * The engine of each sync server of the configuration. Nothing is sent before the first call.
 *
 * @param simulatorUrl where the simulator is that servers without an engine of their own use
 * @throws {AutoSyncError} `invalid-configuration` for a server that has neither
 */
export function connectSyncEngines(
  configuration: Configuration,
  simulatorUrl: string | undefined,
): SyncEngines {
  return new Map(
    Object.entries(configuration.servers).map(([server, { engine }]) => {
      const address =
        engine ?? (simulatorUrl === undefined ? undefined : { simulator: { url: simulatorUrl } });
      if (address === undefined) {
        throw new AutoSyncError(
          'invalid-configuration',
          `servers.${server} has no engine: name one there, or set AUTOSYNC_SIMULATOR_URL to a simulator.`,
        );
      }
      return [server, connectSyncEngine(address)];
    }),
  );
}
