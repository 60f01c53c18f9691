import { environmentFor } from '../../temporal/connection.js';
import { LOOPBACK } from '../../temporal/dev-server/ports.js';
import { pathToFileURL } from 'node:url';
import type { Listener } from '../plan/plan.js';
import { NETWORK_VARIABLE } from './network-variable.js';
import { openTcpProxy, type TcpProxy } from '../tcp-proxy.js';

/** What one process speaks through: a proxy to Temporal and one to each engine, and the environment that says so. */
export interface Speaking {
  readonly env: NodeJS.ProcessEnv;
  network(to: Listener): TcpProxy;
  close(): Promise<void>;
}

/** Where everything really listens. */
export interface Listening {
  readonly temporalPort: number;
  /** By the id of the sync server. */
  readonly enginePorts: Readonly<Record<string, number>>;
}

/**
 * Gives a process a network of its own.
 *
 * @param configurationFile which names the engines where they listen: it is the same for all processes
 * @param preloaded the compiled `own-network.js`
 */
export async function giveNetwork(
  listening: Listening,
  configurationFile: string,
  preloaded: string,
): Promise<Speaking> {
  const temporal = await openTcpProxy(listening.temporalPort);
  const engines = new Map<string, TcpProxy>();
  for (const [server, port] of Object.entries(listening.enginePorts)) {
    engines.set(server, await openTcpProxy(port));
  }
  const inPlaceOf = Object.fromEntries(
    Object.entries(listening.enginePorts).map(([server, port]) => [
      urlOn(port),
      urlOn(engines.get(server)?.port ?? 0),
    ]),
  );
  return {
    env: {
      ...environmentFor(`${LOOPBACK}:${temporal.port}`),
      AUTOSYNC_CONFIG: configurationFile,
      [NETWORK_VARIABLE]: JSON.stringify(inPlaceOf),
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import ${pathToFileURL(preloaded).href}`,
    },
    network(to) {
      const proxy = to === 'temporal' ? temporal : engines.get(to.engine);
      if (!proxy) throw new RangeError(`No network leads to ${JSON.stringify(to)}`);
      return proxy;
    },
    async close() {
      await Promise.all([temporal, ...engines.values()].map((proxy) => proxy.close()));
    },
  };
}

/** What listens on a port of loopback, as configurations name it. */
export function urlOn(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}
