import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { AutoSyncError, ensureError } from '../../domain/errors.js';

const LOOK_EVERY_MS = 25;

/**
 * Waits until a Temporal server answers for its namespace `default`.
 *
 * @throws `temporal-unreachable` when it does not within `timeoutMs`; the signal's reason when aborted
 */
export async function waitUntilServing(
  address: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<undefined> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    // gRPC waits a second after a refused connection; a bare connection may be tried at once.
    if (await accepts(address)) {
      const answer = await serves(address);
      if (answer === true) return undefined;
      last = answer;
    }
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new AutoSyncError(
    'temporal-unreachable',
    `The Temporal server at ${address} did not answer within ${timeoutMs / 1000} s${last === undefined ? '' : `: ${ensureError(last).message}`}.`,
    { cause: last },
  );
}

async function accepts(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** `true`, or why not. */
async function serves(address: string): Promise<unknown> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return true;
    } finally {
      await connection.close();
    }
  } catch (error) {
    return error;
  }
}
