import { engineAddressOf } from '../../config/from-environment.js';
import type { Configuration } from '../../config/schema.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { SyncEngines } from '../dependencies.js';

/** The configuration that the API goes by, and the engines that it names; both are replaced as a whole. */
export interface LiveConfiguration {
  /** Always what is in force: whoever keeps it sees the next one too. */
  readonly configuration: Configuration;
  readonly engines: SyncEngines;
  replace(by: Configuration): void;
}

/** @param env `AUTOSYNC_SIMULATOR_URL` */
export function liveConfiguration(first: Configuration, env: NodeJS.ProcessEnv): LiveConfiguration {
  let current = first;
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
        return current.servers;
      },
    },
    engines,
    replace(by) {
      connect(by);
      current = by;
    },
  };
}
