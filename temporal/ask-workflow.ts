import { setTimeout as delay } from 'node:timers/promises';
import type { ClientInterceptors } from '@temporalio/client';
import { ensureError } from '../domain/errors.js';
import { HISTORY_MOVED_ON } from '../workflows/contract.js';

/** A workflow that is told something between one question and the next may refuse that one, too. */
const TRIES = 6;
const PAUSE_MS = 100;

/** For a client of Temporal: each of its queries goes through {@link askWorkflow}, and nothing else of it. */
export const ASKS_AGAIN: ClientInterceptors = {
  workflow: [{ query: (input, next) => askWorkflow(() => next(input)) }],
};

/**
 * Asks a workflow, once more if it refuses the question because it has been told more since.
 *
 * @param ask sends the query, and nothing else
 */
export async function askWorkflow<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === TRIES || ensureError(error).message !== HISTORY_MOVED_ON) throw error;
    }
    await delay(tried * PAUSE_MS);
  }
}
