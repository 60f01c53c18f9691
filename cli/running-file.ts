import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AutoSyncError, ensureError } from '../domain/errors.js';

const schema = z.object({
  /** The supervisor's. */
  pid: z.int().positive(),
  /** Process ids by name: `temporal`, `simulator`, `worker`, `api`. */
  processes: z.record(z.string(), z.int().positive()),
  /** Addresses; each is there as soon as it is known. */
  temporalAddress: z.string().optional(),
  webUi: z.string().optional(),
  simulator: z.string().optional(),
  api: z.string().optional(),
  apiDocumentation: z.string().optional(),
});

/** What runs from a data folder: written by `npm start`, read by the commands that speak to it. */
export type Running = z.infer<typeof schema>;

/** The file of a data folder that says what runs from it. */
export function runningFile(dataFolder: string): string {
  return join(dataFolder, 'running.json');
}

/** What the file says; `undefined` when there is none. */
export async function readRunning(dataFolder: string): Promise<Running | undefined> {
  const file = runningFile(dataFolder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((ensureError(error) as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Writes the file; whoever reads meanwhile sees the old one or the new one. */
export async function writeRunning(dataFolder: string, running: Running): Promise<void> {
  const file = runningFile(dataFolder);
  const next = `${file}.next`;
  await writeFile(next, `${JSON.stringify(running, undefined, 2)}\n`);
  await rename(next, file);
}

/** Removes the file: nothing runs any more. */
export async function removeRunning(dataFolder: string): Promise<void> {
  await rm(runningFile(dataFolder), { force: true });
}

/**
 * What runs from a data folder, for a command that needs it.
 *
 * @throws `not-running`
 */
export async function requireRunning(dataFolder: string): Promise<Running> {
  const running = await readRunning(dataFolder);
  if (running !== undefined && isAlive(running.pid)) return running;
  throw new AutoSyncError('not-running', `Nothing runs from the data folder ${dataFolder}.`);
}

/** Whether there is a process with this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to somebody else.
    return (ensureError(error) as NodeJS.ErrnoException).code === 'EPERM';
  }
}
