import { fstatSync } from 'node:fs';

/** Why a process is to end. */
export type EndReason = 'SIGINT' | 'SIGTERM' | 'parent-gone';

/** Resolves on SIGINT (Ctrl-C) or SIGTERM. */
export function signalledToEnd(): Promise<EndReason> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('SIGINT'));
    process.once('SIGTERM', () => resolve('SIGTERM'));
  });
}

/**
 * Resolves when a process of ours is to end: on SIGINT or SIGTERM, or when the parent that started it with a pipe as
 * standard input is gone, however it went. A process that was started by hand has no such pipe.
 */
export function askedToEnd(): Promise<EndReason> {
  return Promise.race([signalledToEnd(), ...(isPipe(0) ? [parentGone()] : [])]);
}

function parentGone(): Promise<EndReason> {
  return new Promise((resolve) => {
    process.stdin.on('end', () => resolve('parent-gone'));
    process.stdin.on('close', () => resolve('parent-gone'));
    process.stdin.resume();
  });
}

function isPipe(descriptor: number): boolean {
  const stat = fstatSync(descriptor);
  return stat.isFIFO() || stat.isSocket();
}
