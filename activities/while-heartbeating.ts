import { heartbeat } from '@temporalio/activity';

/** The longest time between two heartbeats. What is asked may take its time to answer: silence means a lost worker. */
const LONGEST_SILENCE_MS = 2_000;

/**
 * Does some work and heartbeats all the while: whoever waits for it learns soon that its worker is gone, and it learns soon
 * that it has been cancelled.
 *
 * A work that never ends is kept alive, too: it must have a bound of its own, as everything that a `SyncEngine` does.
 *
 * @param details what the next attempt is to know, should this one be lost
 */
export async function whileHeartbeating<T>(work: () => Promise<T>, details?: () => unknown): Promise<T> {
  const beat = setInterval(() => heartbeat(details?.()), LONGEST_SILENCE_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
