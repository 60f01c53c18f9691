import type { NumberedConfiguration, ReplaceableConfiguration } from '../../config/configuration-in-force.js';
import { engineAddressOf } from '../../config/from-environment.js';
import type { Configuration } from '../../config/schema.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { SyncEngines } from '../dependencies.js';

/** The configuration that the API goes by, and the engines that it names; both are replaced as a whole. */
export interface LiveConfiguration extends ReplaceableConfiguration {
  /** Always what is in force: whoever keeps it sees the next one too. */
  readonly configuration: Configuration;
  readonly engines: SyncEngines;
}

/** @param env `AUTOSYNC_SIMULATOR_URL` */
export function liveConfiguration(first: Configuration, env: NodeJS.ProcessEnv): LiveConfiguration {
  let current: NumberedConfiguration = { revision: { number: 0 }, configuration: first };
  const addresses = new Map<string, string>();
  const engines = new Map<string, SyncEngine>();

  function connect({ servers }: Configuration): void {
    const wanted = Object.entries(servers).map(
      ([server, settings]) => [server, engineAddressOf(server, settings, env)] as const,
    );
    for (const [server, address] of wanted) {
      const known = JSON.stringify(address);
      if (addresses.get(server) === known) continue;
      engines.set(server, connectSyncEngine(address));
      addresses.set(server, known);
    }
    for (const server of [...engines.keys()].filter((each) => !servers[each])) {
      engines.delete(server);
      addresses.delete(server);
    }
  }

  connect(first);
  return {
    configuration: {
      get servers() {
        return current.configuration.servers;
      },
    },
    engines,
    read: () => Promise.resolve(current),
    replace(by) {
      connect(by.configuration);
      current = by;
    },
  };
}
