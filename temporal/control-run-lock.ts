import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { AutoSyncError } from '../domain/errors.js';
import { runLockId } from '../domain/naming.js';
import type { Control } from '../domain/run-lock/control.js';
import { answerToControl, controlRunLock } from '../workflows/contract.js';

/**
 * A run lock that is started again forgets what it has not dealt with yet; one that continues as new deals with it when all
 * that it has answered is delivered: some seconds, where it has answered a crowd.
 */
const TRIES = 100;
const PAUSE_MS = 100;

/**
 * Tells a run lock what an operator wants. A control is carried out once, however often it is sent.
 *
 * @returns the version of a status that shows it
 * @throws {AutoSyncError} the run lock's reason for refusing it; `run-lock-unreachable` if it has not said what became of it
 * @throws whatever Temporal's client does
 */
export async function controlRunLockOf(
  client: Client,
  server: string,
  control: Control,
): Promise<{ readonly version: number }> {
  const lock = client.workflow.getHandle(runLockId(server));
  for (let tried = 1; tried <= TRIES; tried += 1) {
    if (tried > 1) await delay(PAUSE_MS);
    await lock.signal(controlRunLock, control);
    // A query is answered when what was sent before it has been dealt with.
    const answer = await lock.query(answerToControl, control.id);
    if (answer?.kind === 'refused') throw new AutoSyncError(answer.code, answer.message);
    if (answer) return { version: answer.version };
  }
  throw new AutoSyncError(
    'run-lock-unreachable',
    `The run lock of the sync server "${server}" has not said what became of it: look at the status first.`,
  );
}
