import { fstatSync } from 'node:fs';

/**
 * Waits until this process is to end: by a signal, or because the parent that holds the other end of our standard
 * input is gone. A terminal or a file there says nothing about a parent.
 */
export function endOfProcess(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (standardInputIsPipe()) {
      process.stdin.once('end', () => resolve());
      process.stdin.once('close', () => resolve());
      process.stdin.resume();
    }
  });
}

function standardInputIsPipe(): boolean {
  const input = fstatSync(process.stdin.fd);
  // Node gives its children sockets for pipes.
  return input.isFIFO() || input.isSocket();
}
