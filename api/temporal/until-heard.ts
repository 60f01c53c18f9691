import { setTimeout as delay } from 'node:timers/promises';
import { temporalFailure } from './temporal-failure.js';

/** A run lock that continues as new, or whose worker changes, does not hear what comes in just then. */
const TRIES = 4;

/**
 * Sends a control until the run lock hears it. It has an id: it is carried out once, however often it is sent.
 *
 * @param send sends it; what it throws is thrown, unless another try may help
 * @param pauseMs between two tries
 */
export async function untilHeard<Answer>(send: () => Promise<Answer>, pauseMs = 200): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await send();
    } catch (error) {
      if (tried === TRIES || temporalFailure(error)?.kind !== 'no-worker') throw error;
    }
    await delay(pauseMs);
  }
}
