import { Option, type Command } from 'commander';
import type { RunDuration } from '../../../config/checking/finding.js';
import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import type { SyncEngineAddress } from '../../../domain/sync-engine-address.js';
import { readServerExport } from '../../../simulator/definition/server-export/read-server-export.js';
import { connectSyncEngine } from '../../../sync-engine/connect-sync-engine.js';
import { lastDurations } from '../../../sync-engine/run-durations.js';
import { readRunning } from '../../running-file.js';
import { whileWaiting } from '../printing/while-waiting.js';
import type { Surroundings } from '../surroundings.js';

/** What a command was told of where the engine is. */
export interface EngineOptions {
  /** Folder of a server-configuration export, in place of an engine. */
  readonly export?: string;
  /** Address of a simulator. */
  readonly engine?: string;
  /** Data folder of `npm start`, whose engine it is if nothing else is said. */
  readonly data: string;
}

/** What is known of an engine. */
export interface KnownEngine {
  /** Where from, for people: `the export ./export`. */
  readonly origin: string;
  readonly managementAgents: readonly ManagementAgent[];
  /** How long the last runs took. */
  readonly durations: readonly RunDuration[];
}

/** Adds the options that say where the engine is. */
export function withEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--export <folder>',
        'server-configuration export to go by, in place of an engine',
      ).conflicts('engine'),
    )
    .option(
      '--engine <url>',
      'simulated engine to ask (default: AUTOSYNC_SIMULATOR_URL, or what `npm start` runs)',
    )
    .option('--data <folder>', 'data folder of `npm start`', '.autosync');
}

/**
 * Looks at the engine, which a terminal shows: the export or engine that the options name, else the one of the configuration, of the
 * environment, or that `npm start` runs.
 *
 * @param configured where the configuration says that the engine is
 * @returns `undefined` if nothing names an engine
 * @throws {AutoSyncError} `engine-unreachable`, `invalid-server-export`
 */
export async function lookAtEngine(
  options: EngineOptions,
  surroundings: Surroundings,
  configured?: SyncEngineAddress,
): Promise<KnownEngine | undefined> {
  return whileWaiting(surroundings, 'looking at the engine', () =>
    look(options, surroundings.env, configured),
  );
}

async function look(
  options: EngineOptions,
  env: NodeJS.ProcessEnv,
  configured: SyncEngineAddress | undefined,
): Promise<KnownEngine | undefined> {
  if (options.export !== undefined) {
    const { managementAgents } = await readServerExport(options.export);
    return { origin: `the export ${options.export}`, managementAgents, durations: [] };
  }
  const address =
    options.engine === undefined
      ? (configured ?? (await addressFromSurroundings(options.data, env)))
      : { simulator: { url: options.engine } };
  if (!address) return undefined;
  const engine = connectSyncEngine(address);
  const [managementAgents, status] = await Promise.all([engine.listManagementAgents(), engine.statusOfAll()]);
  const durations = lastDurations(status);
  return { origin: `the engine at ${address.simulator.url}`, managementAgents, durations };
}

async function addressFromSurroundings(
  dataFolder: string,
  env: NodeJS.ProcessEnv,
): Promise<SyncEngineAddress | undefined> {
  const url = env['AUTOSYNC_SIMULATOR_URL'] ?? (await readRunning(dataFolder))?.simulator;
  return url ? { simulator: { url } } : undefined;
}
