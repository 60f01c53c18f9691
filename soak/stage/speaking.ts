import { environmentFor } from '../../temporal/connection.js';
import { LOOPBACK } from '../../temporal/dev-server/ports.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrawnSettings } from '../plan/landscape.js';
import type { Listener } from '../plan/plan.js';
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
 * @param folder where its configuration file is written
 */
export async function giveNetwork(
  name: string,
  listening: Listening,
  settings: Readonly<Record<string, DrawnSettings>>,
  folder: string,
): Promise<Speaking> {
  const temporal = await openTcpProxy(listening.temporalPort);
  const engines = new Map<string, TcpProxy>();
  for (const [server, port] of Object.entries(listening.enginePorts)) {
    engines.set(server, await openTcpProxy(port));
  }
  const servers = Object.fromEntries(
    Object.entries(settings).map(([server, drawn]) => [
      server,
      { ...drawn, engine: { simulator: { url: `http://${LOOPBACK}:${engines.get(server)?.port ?? 0}` } } },
    ]),
  );
  const file = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ servers }, undefined, 2));
  return {
    env: { ...environmentFor(`${LOOPBACK}:${temporal.port}`), AUTOSYNC_CONFIG: file },
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
