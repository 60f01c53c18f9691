import { constants } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { healthSchema } from '../../../api/health/health-schema.js';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import { loadConfigurationAndText } from '../../../config/load.js';
import type { Caller } from '../../../domain/access/caller.js';
import { ensureError, ERRORS } from '../../../domain/errors.js';
import { environmentFor, temporalSettings } from '../../../temporal/connection.js';
import { isAlive, readRunning, type Running } from '../../running-file.js';
import type { ApiClient } from '../reach/api-client.js';
import type { ApiOptions } from '../reach/api-options.js';
import { isExplained } from '../reach/api-problem.js';
import { serverPath, serversOf } from '../reach/server.js';
import type { Facts, Failed, HealthPart } from './facts.js';

/** What the doctor was told. */
export interface DoctorOptions extends ApiOptions {
  readonly config?: string;
}

const ENGINE_ANSWERS_WITHIN_MS = 5_000;

/** Looks at everything that can be looked at from here. What fails is a fact, too. */
export async function gather(
  api: ApiClient,
  options: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<Facts> {
  const running = await runningFrom(options.data);
  const caller = await orFailed(api.get<Caller>('/me'));
  const answers = !('failed' in caller);
  const servers = answers ? await serversOf(api, {}).catch(() => []) : [];
  const [health, states, temporal, clocks, configuration, dataFolder, openSecrets] = await Promise.all([
    answers ? orFailed(readHealth(api)) : undefined,
    Promise.all(servers.map((server) => readServer(api, server))),
    readTemporal(running, env, servers, now()),
    readClocks(api, answers, running, env, now),
    readConfiguration(api, answers, options.config ?? env['AUTOSYNC_CONFIG']),
    readDataFolder(options.data),
    findOpenSecrets(options, env),
  ]);
  return {
    node: { version: process.versions.node, wanted: await wantedNode() },
    api: { url: api.address.url, caller },
    ...(health && { health }),
    servers: states,
    ...(temporal && { temporal }),
    clocks,
    ...(configuration && { configuration }),
    ...(dataFolder && { dataFolder }),
    openSecrets,
    keyInTheClear: api.address.token !== undefined && isInTheClear(api.address.url),
  };
}

async function orFailed<Found>(looking: Promise<Found>): Promise<Found | Failed> {
  try {
    return await looking;
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Failed {
  const { message } = ensureError(error);
  return {
    failed: message,
    action: isExplained(error) ? error.operatorAction : ERRORS.internal.operator,
  };
}

async function runningFrom(dataFolder: string): Promise<Running | undefined> {
  const running = await readRunning(dataFolder);
  return running && isAlive(running.pid) ? running : undefined;
}

/** It is 503 with the same document where something is down. */
async function readHealth(api: ApiClient): Promise<readonly HealthPart[]> {
  const response = await api.fetch('/health');
  const { details } = (await response.json()) as z.output<typeof healthSchema>;
  return Object.entries(details).map(([part, { status, message }]) => ({
    part,
    up: status === 'up',
    message,
  }));
}

async function readServer(api: ApiClient, server: string): Promise<Facts['servers'][number]> {
  try {
    const status = await api.get<ServerStatus>(serverPath(server));
    const { control, managementAgents, holds, hearing, engineSeen } = status;
    const { unknownInConfiguration = [] } = status;
    const stoppedByRule = managementAgents.filter(({ error }) => error !== undefined).map(({ name }) => name);
    const [held, heard] = [holds.length, hearing.length];
    return { server, control, stoppedByRule, held, hearing: heard, engineSeen, unknownInConfiguration };
  } catch (error) {
    return { server, ...failureOf(error) };
  }
}

async function readTemporal(
  running: Running | undefined,
  env: NodeJS.ProcessEnv,
  servers: readonly string[],
  now: number,
): Promise<Facts['temporal']> {
  const own = running?.temporalAddress;
  const isNamed = Object.keys(env).some((name) => name.startsWith('TEMPORAL_'));
  if (own === undefined && !isNamed) return undefined;
  const settings = temporalSettings(own === undefined ? env : environmentFor(own, env));
  // Temporal's client is large: it is read where it is needed.
  const { gatherTemporal } = await import('./gather-temporal.js');
  return { address: settings.address, found: await orFailed(gatherTemporal(settings, servers, now)) };
}

async function readClocks(
  api: ApiClient,
  answers: boolean,
  running: Running | undefined,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<Facts['clocks']> {
  const engine = env['AUTOSYNC_SIMULATOR_URL'] || running?.simulator;
  const looks = [
    ...(answers ? [readClock('the API', () => api.fetch('/me'), now)] : []),
    ...(engine
      ? [
          readClock(
            'the engine',
            () => fetch(engine, { signal: AbortSignal.timeout(ENGINE_ANSWERS_WITHIN_MS) }),
            now,
          ),
        ]
      : []),
  ];
  return (await Promise.all(looks)).filter((clock) => clock !== undefined);
}

/** By the time that an HTTP answer bears. What does not answer is told of elsewhere. */
async function readClock(
  of: string,
  ask: () => Promise<Response>,
  now: () => number,
): Promise<Facts['clocks'][number] | undefined> {
  const asked = now();
  const response = await ask().catch(() => undefined);
  const date = Date.parse(response?.headers.get('date') ?? '');
  await response?.body?.cancel();
  // It counts whole seconds: on the average half of one is cut off.
  return Number.isNaN(date) ? undefined : { of, aheadMs: date + 500 - (asked + now()) / 2 };
}

async function readConfiguration(
  api: ApiClient,
  answers: boolean,
  file: string | undefined,
): Promise<Facts['configuration']> {
  if (!file) return undefined;
  let text: string;
  try {
    ({ text } = await loadConfigurationAndText(file));
  } catch (error) {
    return { file, problem: ensureError(error).message };
  }
  const applied = answers
    ? await api.get<{ readonly text?: string }>('/configuration').catch(() => undefined)
    : undefined;
  if (applied?.text === undefined) return { file };
  return { file, isApplied: applied.text === text };
}

async function readDataFolder(path: string): Promise<Facts['dataFolder']> {
  const space = await statfs(path).catch(() => undefined);
  if (!space) return undefined;
  const isWritable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { path, isWritable, freeBytes: space.bavail * space.bsize };
}

/** Windows has other rights than these, and keeps what is in a user's folder to the user. */
async function findOpenSecrets(
  { data, tokenFile }: DoctorOptions,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  if (process.platform === 'win32') return [];
  const files = [tokenFile, env['AUTOSYNC_KEYS'] || join(data, 'api-keys.json')].filter(
    (file) => file !== undefined,
  );
  const modes = await Promise.all(
    files.map(async (file) => ({ file, mode: (await stat(file).catch(() => undefined))?.mode ?? 0 })),
  );
  // oxlint-disable-next-line no-bitwise -- rights are bits
  return modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ file }) => file);
}

function isInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

/** As `package.json` has it. This file runs from `dist/cli/autosync/doctor`, or from `cli/autosync/doctor`. */
async function wantedNode(): Promise<string> {
  for (const up of ['../../../..', '../../..']) {
    const file = new URL(`${up}/package.json`, import.meta.url);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { engines: { node: string } }).engines.node;
  }
  return '';
}
