import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureError } from '../../../domain/errors.js';
import { compiledModule } from '../../compiled-module.js';
import { isExecutable, TEMPORAL_CLI_VERSION } from './executable-cache.js';
import { startGuarded, type GuardedExit } from '../guard/guarded-process.js';
import type { Progress } from './progress.js';

/** A download that has brought nothing new for so long is given up: a firewall that drops packets says nothing. */
const STALLED_MS = 20_000;
const LOOK_EVERY_MS = 500;

/**
 * Downloads the Temporal CLI in the way of Temporal's SDK, from https://temporal.download.
 *
 * @param workFolder an empty folder
 * @returns the path of the executable in that folder
 * @throws Error that says why there is none, for a person
 */
export async function downloadWithSdk(
  workFolder: string,
  { say, signal }: { readonly say: Progress; readonly signal?: AbortSignal },
): Promise<string> {
  say(`Downloading the Temporal CLI ${TEMPORAL_CLI_VERSION}`);
  const download = startGuarded({
    command: process.execPath,
    args: [compiledModule('./sdk-download-process.js', import.meta.url), workFolder, TEMPORAL_CLI_VERSION],
    graceMs: 1000,
    removeIfEnded: workFolder,
  });
  const exit = await watch(download.exited, workFolder, say, signal).catch(async (error: unknown) => {
    await download.end();
    throw error;
  });

  const executable = join(
    workFolder,
    `temporal-v${TEMPORAL_CLI_VERSION}${process.platform === 'win32' ? '.exe' : ''}`,
  );
  // Whether the SDK could also start it is of no interest here.
  if (await isExecutable(executable)) return executable;
  throw new Error(lastCause(exit.errorTail));
}

/** Waits for the end of the download; rejects when it stalls or is no longer wanted. */
async function watch(
  exited: Promise<GuardedExit>,
  workFolder: string,
  say: Progress,
  signal: AbortSignal | undefined,
): Promise<GuardedExit> {
  let bytes = 0;
  let lastProgress = Date.now();
  for (;;) {
    const exit = await Promise.race([exited, later(LOOK_EVERY_MS)]);
    if (exit !== undefined) return exit;
    signal?.throwIfAborted();
    const now = await bytesIn(workFolder);
    if (now !== bytes) {
      bytes = now;
      lastProgress = Date.now();
      say(`Downloading the Temporal CLI ${TEMPORAL_CLI_VERSION}: ${Math.round(bytes / 1e6)} MB`);
    }
    if (Date.now() - lastProgress > STALLED_MS) {
      throw new Error(`https://temporal.download brought nothing for ${STALLED_MS / 1000} s`);
    }
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined);
  });
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => found.size,
        (error: unknown) => {
          // The SDK renames its file when it is complete.
          if ((ensureError(error) as NodeJS.ErrnoException).code === 'ENOENT') return 0;
          throw error;
        },
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The SDK's message is a chain that repeats its address; its last link is what a person needs. */
function lastCause(errorTail: readonly string[]): string {
  const message = errorTail.find((line) => line.includes('download')) ?? errorTail.at(-1);
  const cause = message?.split(/error sending request for url \([^)]*\): /).at(-1);
  return cause === undefined ? 'the SDK could not download it' : `https://temporal.download: ${cause}`;
}
