import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import which from 'which';
import { ensureError } from '../../../domain/errors.js';
import {
  cachedExecutable,
  defaultCacheFolder,
  isExecutable,
  obtainOnce,
  TEMPORAL_CLI_VERSION,
} from './executable-cache.js';
import { buildWithGo } from './go-build.js';
import { showProgress, type ProgressOutput } from './progress.js';
import { downloadWithSdk } from './sdk-download.js';
import { temporalNotFound, waysToExecutable, type ExecutableFindings } from './ways-to-executable.js';

/** Where to look, and how to tell about it. */
export interface ProvideExecutableOptions {
  /** PATH and TEMPORAL_CLI are read from here. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cacheFolder?: string;
  readonly progressOutput?: ProgressOutput;
  readonly signal?: AbortSignal;
  /** How a CLI is got where there is none; the tests have ways of their own. */
  readonly ways?: {
    readonly download: typeof downloadWithSdk;
    readonly build: typeof buildWithGo;
  };
}

/**
 * Finds a Temporal CLI, or fetches or builds one.
 *
 * @returns the path of an executable
 * @throws `temporal-not-found` with everything that was tried
 */
export async function provideExecutable(options: ProvideExecutableOptions = {}): Promise<string> {
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder();
  const ways = waysToExecutable(await lookAround(options.env ?? process.env, cacheFolder));
  const { download, build } = options.ways ?? { download: downloadWithSdk, build: buildWithGo };
  const first = ways[0];
  if (first?.kind === 'use') return first.path;

  const progress = showProgress(options.progressOutput ?? process.stderr);
  const reporting = {
    say: progress.say,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  try {
    const failures: string[] = ['it is neither named by TEMPORAL_CLI nor on PATH;'];
    for (const way of ways) {
      try {
        switch (way.kind) {
          case 'use':
            return way.path;
          case 'download':
            return await obtainOnce(cacheFolder, (folder) => download(folder, reporting), reporting);
          case 'build':
            return await obtainOnce(cacheFolder, (folder) => build(way.go, folder, reporting), reporting);
        }
      } catch (error) {
        options.signal?.throwIfAborted();
        failures.push(
          `the ${way.kind} failed: ${ensureError(error).message}${way.kind === 'build' ? '.' : ';'}`,
        );
      }
    }
    if (!ways.some((way) => way.kind === 'build')) {
      failures.push('it cannot be built, because Go is not on PATH.');
    }
    throw temporalNotFound(TEMPORAL_CLI_VERSION, failures);
  } finally {
    progress.finish();
  }
}

/** What this machine has. */
async function lookAround(env: NodeJS.ProcessEnv, cacheFolder: string): Promise<ExecutableFindings> {
  const path = env['PATH'] ?? env['Path'] ?? '';
  const find = async (command: string): Promise<string | undefined> =>
    (await which(command, { path, nothrow: true })) ?? undefined;

  const named = env['TEMPORAL_CLI'];
  if (named !== undefined && named !== '') {
    const found = await find(named);
    return { named: { value: named, ...(found === undefined ? {} : { path: found }) } };
  }
  const cached = cachedExecutable(cacheFolder);
  const onPath = await find('temporal');
  const go = await find('go');
  return {
    ...(onPath !== undefined && (await hasOurOptions(onPath)) ? { onPath } : {}),
    ...((await isExecutable(cached)) ? { cached } : {}),
    ...(go === undefined ? {} : { go }),
  };
}

/** An old CLI, or another program of this name, would fail later and say something puzzling. */
async function hasOurOptions(executable: string): Promise<boolean> {
  return await promisify(execFile)(executable, ['server', 'start-dev', '--help'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout.includes('--sqlite-pragma') && stdout.includes('--dynamic-config-value'),
    () => false,
  );
}
