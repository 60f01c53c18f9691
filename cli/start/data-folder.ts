import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { AutoSyncError, ensureError } from '../../domain/errors.js';
import { isAlive, readRunning, removeRunning, writeRunning } from '../running-file.js';

/** Where everything is kept that outlives a stop. */
export interface DataFolder {
  readonly path: string;
  /** Temporal's SQLite file. */
  readonly temporalDatabase: string;
  /** The simulated world. */
  readonly simulatorState: string;
  readonly logs: string;
  /** The API keys, unless AUTOSYNC_KEYS names another file. */
  readonly keys: string;
  /** What was changed and refused, unless AUTOSYNC_AUDIT names another file. */
  readonly audit: string;
  /** Gives the folder back. */
  release(): Promise<void>;
}

const LOCK_STALE_MS = 5000;
/** How long the processes of a supervisor that was killed may take to notice it and end. */
const LEFTOVERS_END_WITHIN_MS = 20_000;

/**
 * Takes a data folder for this process: one supervisor at a time works in it.
 *
 * @param options.fresh begins anew: removes what an earlier run left, and nothing else that may be in the folder
 * @throws `already-running`
 */
export async function takeDataFolder(
  folder: string,
  options: { readonly fresh: boolean },
): Promise<DataFolder> {
  const path = resolve(folder);
  const lockPath = join(path, 'supervisor.lock');
  const temporalDatabase = join(path, 'temporal.db');
  const simulatorState = join(path, 'simulator.json');
  const logs = join(path, 'logs');
  await mkdir(path, { recursive: true });
  const release = await lockFolder(path, lockPath);
  await waitForLeftovers(path);
  if (options.fresh) {
    // SQLite keeps what it has not yet moved into its file beside it.
    for (const file of [
      temporalDatabase,
      `${temporalDatabase}-wal`,
      `${temporalDatabase}-shm`,
      simulatorState,
    ]) {
      await rm(file, { force: true });
    }
  }
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs);
  await writeRunning(path, { pid: process.pid, processes: {} });
  return {
    path,
    temporalDatabase,
    simulatorState,
    logs,
    ...accessFilesIn(path),
    async release() {
      await removeRunning(path);
      await release();
    },
  };
}

/** The files in a data folder that say who may do what, and who did. */
export function accessFilesIn(path: string): Pick<DataFolder, 'keys' | 'audit'> {
  return { keys: join(path, 'api-keys.json'), audit: join(path, 'audit', 'audit.log') };
}

async function lockFolder(path: string, lockPath: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await lockfile.lock(path, {
        lockfilePath: lockPath,
        stale: LOCK_STALE_MS,
        // Somebody removed the lock by hand: what runs, runs.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if ((ensureError(error) as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    }
    const running = await readRunning(path);
    if (running === undefined || isAlive(running.pid)) {
      throw new AutoSyncError(
        'already-running',
        `AutoSync runs already from the data folder ${path}${running === undefined ? '' : ` (process ${running.pid})`}.`,
      );
    }
    // Its holder was killed: no need to wait until the lock is stale.
    await rmdir(lockPath).catch((error: unknown) => {
      if ((ensureError(error) as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }
}

/** The processes of a supervisor that was killed end by themselves; two on one file would spoil it. */
async function waitForLeftovers(path: string): Promise<void> {
  const running = await readRunning(path);
  if (running === undefined) return;
  const deadline = Date.now() + LEFTOVERS_END_WITHIN_MS;
  // A process id may belong to another program by now: after the deadline it does not matter any more.
  while (Date.now() < deadline && Object.values(running.processes).some(isAlive)) await delay(50);
}
