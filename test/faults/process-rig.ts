import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { nodeProcess } from '../../cli/start/supervision/node-process.js';
import type { RunningProcess } from '../../cli/start/supervision/running-process.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer, type DevServer } from '../../temporal/dev-server/start-dev-server.js';
import { FABRIKAM } from '../rig/worlds.js';
import { until } from '../rig/until.js';

/** The processes of `npm start`, each of which can be killed and started again. */
export interface ProcessRig {
  readonly simulator: SimulatorClient;
  readonly client: Client;
  readonly apiUrl: string;
  startWorker(): Promise<void>;
  startApi(): Promise<void>;
  /** `kill -9`; resolves when the process is gone. */
  killWorker(): Promise<void>;
  killApi(): Promise<void>;
  /** `kill -9`, then started again on its file and port. */
  killTemporalAndRestart(): Promise<void>;
  /** Resolves while a run of this kind goes on in the engine, with that run. */
  whileRunning(stepType: string): Promise<SimulatedRun>;
  stop(): Promise<void>;
}

const compiled = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

/**
 * Starts Temporal on a file of its own, the simulator, the worker and the API.
 *
 * @param settings more of the sync server, as in the configuration file
 */
export async function startProcessRig(speed: number, settings?: string): Promise<ProcessRig> {
  const folder = await mkdtemp(join(tmpdir(), 'autosync-faults-'));
  const dbFile = join(folder, 'temporal.db');
  const configuration = join(folder, 'autosync.yaml');
  // No schedules: every run of the engine is then one that the test asked for.
  await writeFile(
    configuration,
    `servers: { default: { ${['importInterval: never', settings ?? []].flat().join(', ')} } }`,
  );
  let temporal: DevServer = await startDevServer({ dbFile });
  const { address, port } = temporal;
  const never = new AbortController().signal;
  const said: string[] = [];
  let simulatorPort = 0;
  let apiUrl = '';

  const simulator = await nodeProcess({
    name: 'simulator',
    script: compiled('simulator/main.js'),
    args: ['--export', FABRIKAM, '--port', '0', '--speed', String(speed)],
    env: process.env,
    onLine: (line) => said.push(`simulator: ${line}`),
    onReady: (announcement) => {
      simulatorPort = Number(announcement['listening']);
    },
  }).start(never);
  const env = {
    ...environmentFor(address),
    AUTOSYNC_SIMULATOR_URL: `http://127.0.0.1:${simulatorPort}`,
    AUTOSYNC_CONFIG: configuration,
    AUTOSYNC_PORT: '0',
  };
  const start = (
    name: string,
    onReady: (said: Readonly<Record<string, unknown>>) => void = () => undefined,
  ) =>
    nodeProcess({
      name,
      script: compiled(`${name}/main.js`),
      env,
      onLine: (line) => said.push(`${name}: ${line}`),
      onReady,
    }).start(never);
  const startApi = () =>
    start('api', (announcement) => {
      apiUrl = String(announcement['url']);
    });
  let worker: RunningProcess = await start('worker');
  let api: RunningProcess = await startApi();
  const connection = await connectToTemporal(temporalSettings(environmentFor(address)));
  const client = new Client({ connection });
  const control = simulatorClient(`http://127.0.0.1:${simulatorPort}`);

  return {
    simulator: control,
    client,
    get apiUrl() {
      return apiUrl;
    },
    async startWorker() {
      worker = await start('worker');
    },
    async startApi() {
      api = await startApi();
    },
    async killWorker() {
      worker.kill();
      await worker.exited;
    },
    async killApi() {
      api.kill();
      await api.exited;
    },
    async killTemporalAndRestart() {
      process.kill(temporal.pid, 'SIGKILL');
      await temporal.exited;
      temporal = await startDevServer({ dbFile, port });
    },
    async whileRunning(stepType) {
      let found: SimulatedRun | undefined;
      await until(async () => {
        const history = await control.history();
        found = history.find((run) => run.end === undefined && run.steps.at(-1)?.type === stepType);
        return found !== undefined;
      });
      if (!found) throw new Error(`No run of ${stepType} was seen`);
      return found;
    },
    async stop() {
      await connection.close();
      await api.stop();
      await worker.stop();
      await simulator.stop();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
