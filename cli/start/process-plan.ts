import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { LOOPBACK } from '../../temporal/dev-server/ports.js';
import type { DataFolder } from './data-folder.js';
import { nodeProcess } from './supervision/node-process.js';
import type { Ports } from './ports.js';
import type { ProcessDefinition } from './supervision/running-process.js';
import type { StartOptions } from './start-options.js';
import { temporalProcess } from './supervision/temporal-process.js';

/** The compiled scripts of our processes. */
export interface Scripts {
  readonly simulator: string;
  readonly worker: string;
  readonly api: string;
}

/** What is to run, in the order of the start; it ends in the opposite order. */
export interface ProcessPlan {
  readonly processes: readonly ProcessDefinition[];
  readonly addresses: Addresses;
  /** The environment of our processes: it says where Temporal is. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Where everything is found. */
export interface Addresses {
  readonly temporal: string;
  /** Absent for a Temporal server that is not ours, unless AUTOSYNC_WEB_UI names it. */
  readonly webUi?: string;
  readonly simulator: string;
  readonly api: string;
}

/**
 * Plans what `npm start` runs.
 *
 * @param env TEMPORAL_ADDRESS names a server that runs already: then none is started
 */
export function planProcesses(parts: {
  readonly options: StartOptions;
  readonly ports: Ports;
  readonly data: DataFolder;
  readonly scripts: Scripts;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (process: string, line: string, stream: 'stdout' | 'stderr') => void;
  readonly onReady: (process: string, announcement: Readonly<Record<string, unknown>>) => void;
}): ProcessPlan {
  const { options, ports, data, scripts, env, onLine, onReady } = parts;
  const existing = env['TEMPORAL_ADDRESS'];
  const webUi = existing ? env['AUTOSYNC_WEB_UI'] : `http://${LOOPBACK}:${ports.webUi}`;
  const addresses: Addresses = {
    temporal: existing || `${LOOPBACK}:${ports.temporal}`,
    ...(webUi ? { webUi } : {}),
    simulator: `http://${LOOPBACK}:${ports.simulator}`,
    api: `http://${apiHost(env)}:${ports.api}`,
  };
  const environment: NodeJS.ProcessEnv = {
    ...(existing ? env : environmentFor(addresses.temporal, env)),
    AUTOSYNC_CONFIG: options.config,
    // On one machine the file is edited, and all is started again.
    AUTOSYNC_CONFIG_AT_START: 'apply-edited',
    AUTOSYNC_SIMULATOR_URL: addresses.simulator,
    AUTOSYNC_PORT: String(ports.api),
    AUTOSYNC_KEYS: env['AUTOSYNC_KEYS'] || data.keys,
    AUTOSYNC_AUDIT: env['AUTOSYNC_AUDIT'] || data.audit,
    ...(webUi ? { AUTOSYNC_WEB_UI: webUi } : {}),
  };
  const ours = (name: string, script: string, args: readonly string[] = []): ProcessDefinition =>
    nodeProcess({
      name,
      script,
      args,
      env: environment,
      onLine: (line, stream) => onLine(name, line, stream),
      onReady: (announcement) => onReady(name, announcement),
    });
  return {
    addresses,
    environment,
    processes: [
      existing
        ? undefined
        : temporalProcess({
            dbFile: data.temporalDatabase,
            port: ports.temporal,
            webUi: { port: ports.webUi },
            onLine: (line, stream) => onLine('Temporal', line, stream),
          }),
      ours('simulator', scripts.simulator, simulatorArguments(options, ports.simulator, data)),
      ours('worker', scripts.worker),
      ours('API', scripts.api),
    ].filter((definition) => definition !== undefined),
  };
}

/** Where a program of this machine reaches the API. */
function apiHost(env: NodeJS.ProcessEnv): string {
  const host = env['AUTOSYNC_HOST'];
  if (!host || host === '0.0.0.0' || host === '::') return LOOPBACK;
  return host.includes(':') ? `[${host}]` : host;
}

function simulatorArguments(
  { world, speed }: StartOptions,
  port: number,
  data: DataFolder,
): readonly string[] {
  return [
    ...('exportFolder' in world ? ['--export', world.exportFolder] : ['--scenario', world.scenarioFile]),
    '--port',
    String(port),
    '--speed',
    String(speed),
    '--state',
    data.simulatorState,
  ];
}

/**
 * Looks whether the Temporal server that the environment names answers, before anything is started for it.
 *
 * @throws `temporal-unreachable`
 */
export async function checkExistingTemporal(env: NodeJS.ProcessEnv): Promise<void> {
  if (!env['TEMPORAL_ADDRESS']) return;
  const connection = await connectToTemporal(temporalSettings(env));
  await connection.close();
}
