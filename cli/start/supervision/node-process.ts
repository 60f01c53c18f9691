import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AutoSyncError } from '../../../domain/errors.js';
import { signalGroup } from '../../../temporal/dev-server/guard/signal-group.js';
import type { ProcessDefinition, RunningProcess } from './running-process.js';

/** A Node process of ours: it says on standard output when it is ready, and ends when its standard input does. */
export interface NodeProcessSettings {
  readonly name: string;
  /** The script to run. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Each line of its output but the one that says that it is ready. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Its own words when it is ready: the JSON line with `"ready": true` (the simulator's has `"listening"`). */
  readonly onReady?: (announcement: Readonly<Record<string, unknown>>) => void;
  readonly readyWithinMs?: number;
  /** How long it has to end before it is killed. */
  readonly graceMs?: number;
}

const READY_WITHIN_MS = 60_000;
const GRACE_MS = 10_000;
const TAIL_LINES = 10;

/**
 * Room for new objects, of each thread. With the 16 MiB that Node gives, a worker's two threads keep some 60 MiB for them,
 * and V8 lets old ones grow from 35 to 100 MiB before it collects them; with 4 it collects them in time, and the same work
 * takes the same CPU (200 management agents, each imported every minute). Whoever sets NODE_OPTIONS has the last word.
 */
const NODE_OPTIONS = '--max-semi-space-size=4';

/** How to start such a process. */
export function nodeProcess(settings: NodeProcessSettings): ProcessDefinition {
  return { name: settings.name, start: (signal) => startNodeProcess(settings, signal) };
}

async function startNodeProcess(settings: NodeProcessSettings, signal: AbortSignal): Promise<RunningProcess> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [settings.script, ...(settings.args ?? [])], {
    env: { ...settings.env, NODE_OPTIONS: `${NODE_OPTIONS} ${settings.env['NODE_OPTIONS'] ?? ''}` },
    // The pipe that it listens to is never written to: it closes when this process is gone, however it went.
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C reaches every process of the terminal's group at once; this one ends in its turn.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // It may have gone a moment before it is told to end.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') child.emit('error', error);
  });
  const exited = exitOf(child);
  const ready = new Promise<'ready'>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const announcement = readAnnouncement(line);
      if (announcement === undefined) {
        settings.onLine(line, 'stdout');
      } else {
        settings.onReady?.(announcement);
        resolve('ready');
      }
    });
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    if (errors.length > TAIL_LINES) errors.shift();
    settings.onLine(line, 'stderr');
  });

  const running = runningProcess(child, exited, settings.graceMs ?? GRACE_MS);
  const withinMs = settings.readyWithinMs ?? READY_WITHIN_MS;
  const deadline = AbortSignal.timeout(withinMs);
  const outcome = await Promise.race([ready, exited, aborted(AbortSignal.any([signal, deadline]))]);
  if (outcome === 'ready') return running;
  await running.stop();
  signal.throwIfAborted();
  throw new AutoSyncError(
    'process-did-not-start',
    [
      `The ${settings.name} did not start: ${deadline.aborted ? `it was not ready within ${withinMs / 1000} s` : outcome}.`,
      ...errors,
    ].join('\n'),
  );
}

function runningProcess(child: ChildProcess, exited: Promise<string>, graceMs: number): RunningProcess {
  const { pid } = child;
  const kill = (): void => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  };
  return {
    pid: pid ?? 0,
    exited,
    kill,
    async stop() {
      child.stdin?.end();
      const insist = setTimeout(kill, graceMs);
      await exited;
      clearTimeout(insist);
    },
  };
}

/** How a process ended, in words. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // 'close' comes after the last line of the output, unlike 'exit'.
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`),
    );
  });
}

/** The line that says that a process is ready; `undefined` for any other. */
function readAnnouncement(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{"ready"') && !line.startsWith('{"listening"')) return undefined;
  const announcement = JSON.parse(line) as Record<string, unknown>;
  return announcement['ready'] === false ? undefined : announcement;
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
