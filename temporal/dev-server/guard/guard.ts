/*
 * A process between this program and a command that must not outlive it. Its standard input is a pipe that the
 * parent never writes to: the operating system closes it however the parent ends, `kill -9` included, and then
 * the guard ends the command.
 */
import { spawn } from 'node:child_process';
import { rmSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { GUARD_COMMAND_NOT_STARTED, GUARD_REPORT_FD, type GuardOrder } from './guard-order.js';
import { signalGroup } from './signal-group.js';

const order = JSON.parse(process.argv[2] ?? '') as GuardOrder;

const command = spawn(order.command, order.args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  // A group of its own, so that what the command starts can be ended with it.
  detached: process.platform !== 'win32',
  windowsHide: true,
});

let toldToEnd = false;

function endCommand(): void {
  toldToEnd = true;
  if (command.pid === undefined || command.exitCode !== null || command.signalCode !== null) return;
  const { pid } = command;
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), order.graceMs).unref();
}

function finish(exitCode: number): never {
  if (command.pid !== undefined) signalGroup(command.pid, 'SIGKILL');
  if (toldToEnd && order.removeIfEnded !== undefined) {
    // What was killed a moment ago may still be writing its last file.
    rmSync(order.removeIfEnded, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  process.exit(exitCode);
}

command.once('spawn', () => {
  try {
    writeSync(GUARD_REPORT_FD, `${command.pid}\n`);
  } catch {
    // Nobody reads: the parent ended before the command began.
    endCommand();
  }
});
command.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  finish(GUARD_COMMAND_NOT_STARTED);
});
command.once('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));

process.stdin.once('end', endCommand).once('error', endCommand).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endCommand);
