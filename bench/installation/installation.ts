import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { z } from 'zod';
import { nodeProcess } from '../../cli/start/supervision/node-process.js';
import type { configurationSchema } from '../../config/schema.js';
import type { CycleInput, CycleStart } from '../../domain/cycle/cycle.js';
import { runLockId } from '../../domain/naming.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer } from '../../temporal/dev-server/start-dev-server.js';
import { CYCLE_WORKFLOW, runLockStatus, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { usageOf, type Usage } from './usage.js';

/** The one sync server of a benchmark. */
export const BENCH_SERVER = 'bench';

/** What an installation is made for. */
export interface InstallationOptions {
  /** Arguments of the simulator that say what is simulated. */
  readonly world: (folder: string) => Promise<readonly string[]>;
  /** How much faster the simulated engine is than a real one. */
  readonly speed: number;
  /** Settings of the sync server; its schedules are off unless they say otherwise. */
  readonly settings?: z.input<typeof configurationSchema>['servers'][string];
  /** Each line that a process says. */
  readonly onLine: (line: string) => void;
}

/** Processes as `npm start` has them: Temporal on its file (every commit flushed), simulator, worker, API. */
export interface Installation {
  readonly temporal: Client;
  /** `host:port` of Temporal. */
  readonly address: string;
  readonly simulator: SimulatorClient;
  /** A folder that is removed with the installation. */
  readonly folder: string;
  usage(): Promise<Readonly<Record<'temporal' | 'simulator' | 'worker' | 'api', Usage>>>;
  /** Starts a cycle, as somebody who uses Temporal's client. */
  readonly start: (
    managementAgent: string,
    start: CycleStart,
  ) => Promise<WorkflowHandleWithFirstExecutionRunId<CycleWorkflow>>;
  /** Takes everything down; nothing stays behind. */
  readonly stop: () => Promise<void>;
}

const compiled = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
let installations = 0;

/** Sets up an installation of its own. Nothing stays behind if it fails. */
export async function install(options: InstallationOptions): Promise<Installation> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    return await build(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  { world, speed, settings, onLine }: InstallationOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'autosync-bench-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const temporalServer = await startDevServer({ dbFile: join(folder, 'temporal.db') });
  undo.push(() => temporalServer.stop());
  const never = new AbortController().signal;
  const announced: Record<string, unknown> = {};

  async function startProcess(name: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    const running = await nodeProcess({
      name,
      script: compiled(script),
      args,
      env,
      onLine: (line) => onLine(`${name}: ${line}`),
      onReady: (said) => Object.assign(announced, said),
    }).start(never);
    undo.push(() => running.stop());
    return running;
  }

  const simulatorProcess = await startProcess(
    'simulator',
    'simulator/main.js',
    [...(await world(folder)), '--port', '0', '--speed', String(speed)],
    process.env,
  );
  const simulatorUrl = `http://127.0.0.1:${String(announced['listening'])}`;
  const configuration = join(folder, 'autosync.yaml');
  await writeFile(
    configuration,
    JSON.stringify({
      servers: {
        [BENCH_SERVER]: {
          importInterval: 'never',
          ...settings,
          engine: { simulator: { url: simulatorUrl } },
        },
      },
    }),
  );
  const env = {
    ...environmentFor(temporalServer.address),
    AUTOSYNC_CONFIG: configuration,
    AUTOSYNC_PORT: '0',
  };
  const worker = await startProcess('worker', 'worker/main.js', [], env);
  const api = await startProcess('API', 'api/main.js', [], env);
  const connection = await connectToTemporal(temporalSettings(env));
  undo.push(() => connection.close());
  const temporal = new Client({ connection });
  await untilAnswers(() => temporal.workflow.getHandle(runLockId(BENCH_SERVER)).query(runLockStatus));
  const pids = {
    temporal: temporalServer.pid,
    simulator: simulatorProcess.pid,
    worker: worker.pid,
    api: api.pid,
  };
  installations += 1;
  const unique = `${process.pid}-${installations}`;
  let started = 0;
  return {
    temporal,
    address: temporalServer.address,
    simulator: simulatorClient(simulatorUrl),
    folder,
    async usage() {
      const entries = Object.entries(pids).map(async ([name, pid]) => [name, await usageOf(pid)] as const);
      return Object.fromEntries(await Promise.all(entries)) as Awaited<ReturnType<Installation['usage']>>;
    },
    async start(managementAgent, start) {
      started += 1;
      const input: CycleInput = {
        server: BENCH_SERVER,
        managementAgent,
        start,
        cause: { trigger: 'operator', description: 'a benchmark' },
        lineage: [],
        maxDepth: 10,
      };
      return await temporal.workflow.start<CycleWorkflow>(
        CYCLE_WORKFLOW,
        cycleOptions(input, `${unique}-${started}`),
      );
    },
    stop,
  };
}

/** The worker starts the run lock when it is ready itself. */
async function untilAnswers(ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
