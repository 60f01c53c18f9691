import { EventEmitter, once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AutoSyncError } from '../../domain/errors.js';
import { startGuarded, type GuardedExit, type GuardedProcess } from './guard/guarded-process.js';
import { claimPort, LOOPBACK } from './ports.js';
import type { ProgressOutput } from './executable/progress.js';
import { provideExecutable } from './executable/provide-executable.js';
import { serverArguments, type ServerSettings } from './server-arguments.js';
import { waitUntilServing } from './wait-until-serving.js';

export interface DevServerOptions {
  /** SQLite file that holds everything; made if it is not there. Absent = in memory. */
  readonly dbFile?: string;
  /** Absent = a free one. */
  readonly port?: number;
  /** `true` = on a free port. Absent = no Web UI. */
  readonly webUi?: boolean | { readonly port: number };
  /** More of Temporal's dynamic configuration, each as `key=value`. */
  readonly dynamicConfiguration?: readonly string[];
  /** The Temporal CLI; absent = found, fetched or built: see `provideExecutable`. */
  readonly executable?: string;
  /** How long the server has to answer after its start. */
  readonly readyWithinMs?: number;
  /** Where the search for an executable shows its progress. */
  readonly progressOutput?: ProgressOutput;
  /** Gives up the start. A server that is up is not touched by it. */
  readonly signal?: AbortSignal;
  /** Each line that the server writes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** A Temporal dev server that runs, and that ends with this process whatever ends this process. */
export interface DevServer {
  /** `host:port`, as TEMPORAL_ADDRESS has it. */
  readonly address: string;
  readonly port: number;
  /** Where a browser finds the Web UI. */
  readonly webUi: string | undefined;
  readonly uiPort: number | undefined;
  /** Process id of the server itself. */
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<GuardedExit>;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** The server takes a second to end; what it has acknowledged is on the disk before. */
const GRACE_MS = 5000;
/** The CLI writes its addresses when the server runs. A version that does not is taken at its answer. */
const ANNOUNCES_WITHIN_MS = 2000;
/** Somebody may take a port between our look and the server's start, or one that the server chose for itself. */
const STARTS = 3;

/**
 * Starts a Temporal dev server and waits until it answers.
 *
 * @throws `temporal-not-found` when there is no Temporal CLI to be had; `port-in-use` when a port that was asked
 *   for is taken; `temporal-unreachable` when the server ends or does not answer: the message has its last lines
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const executable =
    options.executable ??
    (await provideExecutable({
      ...(options.progressOutput === undefined ? {} : { progressOutput: options.progressOutput }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }));
  const dbFile = options.dbFile === undefined ? undefined : resolve(options.dbFile);
  if (dbFile !== undefined) await mkdir(dirname(dbFile), { recursive: true });

  for (let start = 1; ; start += 1) {
    const settings = await chooseSettings(options, dbFile);
    const attempt = await startOnce(executable, settings, options);
    if ('server' in attempt) return attempt.server;
    if (!attempt.portTaken || start === STARTS) throw attempt.error;
  }
}

async function chooseSettings(
  { port, webUi, dynamicConfiguration }: DevServerOptions,
  dbFile: string | undefined,
): Promise<ServerSettings> {
  const wantsUi = webUi !== undefined && webUi !== false;
  return {
    port: await claimPort(port, 'Temporal'),
    ...(wantsUi
      ? { uiPort: await claimPort(typeof webUi === 'object' ? webUi.port : undefined, 'Temporal’s Web UI') }
      : {}),
    ...(dbFile === undefined ? {} : { dbFile }),
    ...(dynamicConfiguration === undefined ? {} : { dynamicConfiguration }),
  };
}

async function startOnce(
  executable: string,
  settings: ServerSettings,
  options: DevServerOptions,
): Promise<{ readonly server: DevServer } | { readonly error: AutoSyncError; readonly portTaken: boolean }> {
  options.signal?.throwIfAborted();
  const address = `${LOOPBACK}:${settings.port}`;
  const spoken = new EventEmitter();
  const announced = once(spoken, 'announcement');
  const guarded = startGuarded({
    command: executable,
    args: serverArguments(settings),
    graceMs: GRACE_MS,
    onLine: (line, stream) => {
      if (stream === 'stdout') spoken.emit('announcement');
      options.onLine?.(line, stream);
    },
  });
  const withinMs = options.readyWithinMs ?? READY_WITHIN_MS;
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  try {
    const ended =
      (await Promise.race([waitUntilServing(address, { timeoutMs: withinMs, signal }), guarded.exited])) ??
      // Who answers there may be another server that was faster to take the port: ours says so when it has it.
      (await Promise.race([announced, guarded.exited, delay(ANNOUNCES_WITHIN_MS, undefined, { signal })]));
    if (ended !== undefined && 'code' in ended) return failure(executable, ended);
    return { server: running(address, settings, await guarded.pid, guarded) };
  } catch (error) {
    await guarded.end();
    throw error;
  } finally {
    settled.abort();
  }
}

function failure(
  executable: string,
  exit: GuardedExit,
): { readonly error: AutoSyncError; readonly portTaken: boolean } {
  const tail = exit.errorTail.map((line) => `  ${line}`).join('\n');
  return {
    portTaken: tail.includes('address already in use'),
    error: new AutoSyncError(
      'temporal-unreachable',
      `The Temporal dev server (${executable}) ended with code ${exit.code} while it started.${tail === '' ? '' : ` Its last lines:\n${tail}`}`,
    ),
  };
}

function running(
  address: string,
  { port, uiPort }: ServerSettings,
  pid: number,
  guarded: GuardedProcess,
): DevServer {
  return {
    address,
    port,
    webUi: uiPort === undefined ? undefined : `http://${LOOPBACK}:${uiPort}`,
    uiPort,
    pid,
    exited: guarded.exited,
    async stop() {
      await guarded.end();
    },
  };
}
