import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { isAlive, readRunning, type Running } from '../../cli/running-file.js';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A command of ours that runs as a user would have started it. */
export interface Started {
  readonly child: ChildProcess;
  /** What it has written until now, on both outputs. */
  readonly output: () => string;
  /** Waits until it has written something that matches. */
  shows(text: string | RegExp): Promise<void>;
  /** Waits for its end. */
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Runs `dist/cli/<command>.js`. Nothing of the environment says where Temporal is: it has a server of its own. */
export function run(command: 'start' | 'change', ...args: readonly string[]): Started {
  return runScript(`dist/cli/${command}.js`, args, PROJECT);
}

/**
 * Runs a script of ours, as {@link run} does.
 *
 * @param script in the project
 * @param folder where it is run
 */
export function runScript(script: string, args: readonly string[], folder: string): Started {
  const { TEMPORAL_ADDRESS: _theirs, ...env } = process.env;
  const child = spawn(process.execPath, [join(PROJECT, script), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    child,
    output: () => output,
    async shows(text) {
      await expect.poll(() => output, { timeout: 60_000, interval: 50 }).toMatch(text);
    },
    async ended() {
      const [code, signal] = await closed;
      return { code, signal };
    },
  };
}

/** What the file in the data folder says, once everything is up. */
export async function runningFrom(dataFolder: string): Promise<Running> {
  await expect.poll(async () => (await readRunning(dataFolder))?.api, { timeout: 60_000 }).toBeDefined();
  const running = await readRunning(dataFolder);
  if (running === undefined) throw new Error('unreachable: it was there a moment ago');
  return running;
}

/** Waits until none of these processes is there any more. */
export async function allGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { timeout: 30_000, interval: 50 }).toEqual([]);
}
