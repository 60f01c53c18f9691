import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { compiledModule } from '../../compiled-module.js';
import { GUARD_REPORT_FD, type GuardOrder } from './guard-order.js';
import { signalGroup } from './signal-group.js';

/** How a guarded command ended. */
export interface GuardedExit {
  /** The command's exit code; 128 + the signal's number if a signal ended it; 127 if it could not be started. */
  readonly code: number;
  /** The last lines that it wrote to standard error. */
  readonly errorTail: readonly string[];
}

/** A command that ends with this process, whatever ends this process. */
export interface GuardedProcess {
  /** Process id of the command itself, not of its guard; rejects if the command could not be started. */
  readonly pid: Promise<number>;
  readonly exited: Promise<GuardedExit>;
  /** Asks the command to end, kills it after the grace, and waits until it is gone. */
  end(): Promise<GuardedExit>;
}

export interface GuardedProcessOptions extends GuardOrder {
  readonly env?: NodeJS.ProcessEnv;
  /** Each line that the command writes, as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

const TAIL_LINES = 20;
/** 128 + SIGKILL. */
const KILLED = 137;

/** Starts a command under a guard process; see `guard.ts`. */
export function startGuarded(options: GuardedProcessOptions): GuardedProcess {
  const { env, onLine, ...order } = options;
  const guard = spawn(
    process.execPath,
    [compiledModule('./guard.js', import.meta.url), JSON.stringify(order satisfies GuardOrder)],
    {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: env ?? process.env,
      // Ctrl-C reaches every process of the terminal's group at once; this one ends in its turn.
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );

  const errorTail: string[] = [];
  createInterface({ input: guard.stdout }).on('line', (line) => onLine?.(line, 'stdout'));
  createInterface({ input: guard.stderr }).on('line', (line) => {
    errorTail.push(line);
    if (errorTail.length > TAIL_LINES) errorTail.shift();
    onLine?.(line, 'stderr');
  });

  let commandPid: number | undefined;
  const report = createInterface({ input: guard.stdio[GUARD_REPORT_FD] as Readable });
  const reported = new Promise<number>((resolve) => {
    report.once('line', (line) => {
      commandPid = Number(line);
      resolve(commandPid);
    });
  });

  // The guard may have gone a moment before it is told to end its command.
  guard.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') guard.emit('error', error);
  });
  guard.once('exit', (code) => {
    // A guard that was killed could not end its command.
    if (code === null && commandPid !== undefined) signalGroup(commandPid, 'SIGKILL');
  });
  const exited = new Promise<GuardedExit>((resolve, reject) => {
    guard.once('error', reject);
    // 'close' comes after the last line of the output, unlike 'exit'.
    guard.once('close', (code) => resolve({ code: code ?? KILLED, errorTail }));
  });

  const pid = Promise.race([
    reported,
    exited.then((exit) => {
      if (commandPid !== undefined) return commandPid;
      throw new Error(exit.errorTail.at(-1) ?? `${order.command} could not be started.`);
    }),
  ]);
  // Whoever only waits for the exit need not look at the pid too.
  pid.catch(() => undefined);

  return {
    pid,
    exited,
    async end() {
      guard.stdin.end();
      return await exited;
    },
  };
}
