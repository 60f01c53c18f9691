import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { nodeProcess } from '../../cli/start/supervision/node-process.js';
import { temporalProcess } from '../../cli/start/supervision/temporal-process.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import { connectSimulator } from '../../sync-engine/simulator/simulator-engine.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { claimPort, LOOPBACK } from '../../temporal/dev-server/ports.js';
import { drawLandscape, type DrawnSettings } from '../plan/landscape.js';
import type { Listener, Speaker, Victim } from '../plan/plan.js';
import { SOMEBODY_ELSE, type ProcessExit } from '../records/soak-record.js';
import type { TcpProxy } from '../tcp-proxy.js';
import { startActor, type Actor } from './actor.js';
import { operatorAt, type Operator } from './operator.js';
import { giveNetwork, urlOn, type Speaking } from './speaking.js';

/** A sync server of a soak, reached past all that can be cut. */
export interface StagedServer {
  readonly id: string;
  readonly simulator: SimulatorClient;
  /** The engine, as somebody else than AutoSync uses it. */
  readonly engine: SyncEngine;
  readonly managementAgents: readonly ManagementAgent[];
}

/** All processes of an installation, each of which can be killed, held and cut off. */
export interface Stage {
  readonly servers: readonly StagedServer[];
  readonly settings: Readonly<Record<string, DrawnSettings>>;
  /** The text of the configuration, with other settings of one server from now on. */
  reconfigured(server: string, changes: Partial<DrawnSettings>): string;
  /** Past all that can be cut. */
  readonly temporal: Client;
  readonly operator: Operator;
  readonly exits: readonly ProcessExit[];
  actor(victim: Victim): Actor;
  network(from: Speaker, to: Listener): TcpProxy;
  /** Resolves when every process runs. */
  allReady(): Promise<void>;
  /** Takes everything down; nothing stays behind. */
  strike(): Promise<void>;
}

export interface StageOptions {
  readonly seed: number;
  readonly workers: number;
  /** How much faster the simulated engines are than real ones. */
  readonly speed: number;
  /** Folders of server-configuration exports, by the id that their sync server gets. */
  readonly exports: Readonly<Record<string, string>>;
  /** Each line that a process says, for who wants to read it all. */
  readonly onLine: (process: string, line: string) => void;
  readonly signal: AbortSignal;
}

const compiled = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Sets the stage. Nothing stays behind if it fails. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  const strike = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    return await build(options, undo, strike);
  } catch (error) {
    await strike();
    throw error;
  }
}

async function build(
  options: StageOptions,
  undo: (() => Promise<unknown>)[],
  strike: () => Promise<void>,
): Promise<Stage> {
  const { seed, signal, onLine } = options;
  const folder = await mkdtemp(join(tmpdir(), 'autosync-soak-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const exits: ProcessExit[] = [];

  const temporalPort = await claimPort(undefined, 'Temporal');
  const temporalServer = await startActor(
    (heard) =>
      temporalProcess({
        dbFile: join(folder, 'temporal.db'),
        port: temporalPort,
        onLine: (line) => {
          heard(line);
          onLine('Temporal', line);
        },
      }),
    (exit) => exits.push(exit),
    signal,
  );
  undo.push(() => temporalServer.stop());

  const servers: StagedServer[] = [];
  const enginePorts: Record<string, number> = {};
  for (const [id, exportFolder] of Object.entries(options.exports)) {
    const port = await startSimulatorProcess(id, exportFolder);
    enginePorts[id] = port;
    const url = urlOn(port);
    const engine = connectSimulator(url, SOMEBODY_ELSE);
    servers.push({
      id,
      simulator: simulatorClient(url),
      engine,
      managementAgents: await engine.listManagementAgents(),
    });
  }
  const settings: Record<string, DrawnSettings> = drawLandscape(
    seed,
    servers.map(({ id, managementAgents }) => ({
      id,
      managementAgents: managementAgents.map(({ name }) => name),
    })),
  );
  const configurationFile = join(folder, 'autosync.yaml');
  await writeFile(configurationFile, configurationText(settings, enginePorts));

  async function startSimulatorProcess(id: string, exportFolder: string): Promise<number> {
    const listening: number[] = [];
    const name = `simulator of ${id}`;
    const simulator = await nodeProcess({
      name,
      script: compiled('simulator/main.js'),
      args: [
        '--export',
        exportFolder,
        '--port',
        '0',
        '--speed',
        String(options.speed),
        '--seed',
        String(seed),
      ],
      env: process.env,
      onLine: (line) => onLine(name, line),
      onReady: (said) => listening.push(Number(said['listening'])),
    }).start(signal);
    undo.push(() => simulator.stop());
    return listening[0] ?? 0;
  }

  async function startProcess(
    name: string,
    script: string,
    more: NodeJS.ProcessEnv,
  ): Promise<{ readonly actor: Actor; readonly speaking: Speaking }> {
    const speaking = await giveNetwork(
      { temporalPort, enginePorts },
      configurationFile,
      compiled('soak/stage/own-network.js'),
    );
    undo.push(() => speaking.close());
    const actor = await startActor(
      (heard) =>
        nodeProcess({
          name,
          script: compiled(script),
          env: { ...speaking.env, ...more },
          onLine: (line) => {
            heard(line);
            onLine(name, line);
          },
        }),
      (exit) => exits.push(exit),
      signal,
    );
    undo.push(() => actor.stop());
    return { actor, speaking };
  }

  const workers: Awaited<ReturnType<typeof startProcess>>[] = [];
  for (let number = 0; number < options.workers; number += 1) {
    workers.push(await startProcess(`worker ${number}`, 'worker/main.js', {}));
  }
  const apiPort = await claimPort(undefined, 'the API');
  const api = await startProcess('API', 'api/main.js', { AUTOSYNC_PORT: String(apiPort) });

  const connection = await connectToTemporal(temporalSettings(environmentFor(`${LOOPBACK}:${temporalPort}`)));
  undo.push(() => connection.close());

  const processOf = (speaker: Speaker) => {
    const found = speaker === 'api' ? api : workers[speaker.worker];
    if (!found) throw new RangeError(`There is no ${JSON.stringify(speaker)}`);
    return found;
  };
  const actors = [temporalServer, api.actor, ...workers.map(({ actor }) => actor)];
  return {
    servers,
    settings,
    reconfigured(server, changes) {
      const before = settings[server];
      if (!before) throw new RangeError(`There is no sync server ${server}`);
      settings[server] = { ...before, ...changes };
      return configurationText(settings, enginePorts);
    },
    temporal: new Client({ connection }),
    operator: operatorAt(`http://${LOOPBACK}:${apiPort}`, `soak-${seed}`, signal),
    exits,
    actor: (victim) => (victim === 'temporal' ? temporalServer : processOf(victim).actor),
    network: (from, to) => processOf(from).speaking.network(to),
    async allReady() {
      for (const actor of actors) await actor.ready();
    },
    strike,
  };
}

/** JSON is YAML. */
function configurationText(
  settings: Readonly<Record<string, DrawnSettings>>,
  enginePorts: Readonly<Record<string, number>>,
): string {
  const servers = Object.entries(settings).map(([server, drawn]) => [
    server,
    { ...drawn, engine: { simulator: { url: urlOn(enginePorts[server] ?? 0) } } },
  ]);
  return JSON.stringify({ servers: Object.fromEntries(servers) }, undefined, 2);
}
