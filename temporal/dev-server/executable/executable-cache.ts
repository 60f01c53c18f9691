import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import envPaths from 'env-paths';
import lockfile from 'proper-lockfile';
import type { Progress } from './progress.js';

/** The Temporal CLI that we fetch or build. From 1.6.0 on `go install` refuses it: its go.mod has a `replace`. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Everything that an attempt leaves behind has this prefix, so that the next one can remove it. */
const WORK_PREFIX = 'work-';
/** A holder that was killed is found out after this long. */
const LOCK_STALE_MS = 15_000;

/** The user's cache directory for one version of the Temporal CLI. */
export function defaultCacheFolder(): string {
  return join(envPaths('autosync', { suffix: '' }).cache, `temporal-cli-${TEMPORAL_CLI_VERSION}`);
}

/** Where the executable is, or will be. */
export function cachedExecutable(cacheFolder: string): string {
  return join(cacheFolder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
}

/** Whether there is an executable at this path. */
export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Runs `obtain` while no other process does, in a folder of its own below the cache, and moves what it made into
 * the cache. If another process was faster, nothing is obtained.
 *
 * @param obtain leaves an executable somewhere in the folder that it is given, and returns its path
 * @returns the path of the executable in the cache
 */
export async function obtainOnce(
  cacheFolder: string,
  obtain: (workFolder: string) => Promise<string>,
  options: { readonly say: Progress; readonly signal?: AbortSignal },
): Promise<string> {
  const target = cachedExecutable(cacheFolder);
  await mkdir(cacheFolder, { recursive: true });
  const release = await lockCache(cacheFolder, options);
  try {
    if (await isExecutable(target)) return target;
    await removeLeftovers(cacheFolder);
    const workFolder = await mkdtemp(join(cacheFolder, WORK_PREFIX));
    try {
      const obtained = await obtain(workFolder);
      await chmod(obtained, 0o755);
      await rename(obtained, target);
      return target;
    } finally {
      await rm(workFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  } finally {
    await release();
  }
}

async function lockCache(
  cacheFolder: string,
  { say, signal }: { readonly say: Progress; readonly signal?: AbortSignal },
): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      let compromised = false;
      const release = await lockfile.lock(cacheFolder, {
        stale: LOCK_STALE_MS,
        // After a long sleep of the machine another process may have taken over. Both then do the same work and
        // the move into place is atomic: there is nothing to undo, and nothing to release.
        onCompromised: () => {
          compromised = true;
        },
      });
      return async () => {
        if (!compromised) await release();
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      say('Another process is getting the Temporal CLI: waiting for it');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** A process that was killed could not tidy up. We hold the lock: nobody works there now. */
async function removeLeftovers(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder);
  for (const name of names.filter((entry) => entry.startsWith(WORK_PREFIX))) {
    await rm(join(cacheFolder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
