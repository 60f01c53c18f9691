import { activityInfo, heartbeat } from '@temporalio/activity';
import type { RunMemory } from '../domain/cycle/effectively-once.js';

/** The longest time between two heartbeats. The engine may take its time to answer: silence means a lost worker. */
const LONGEST_SILENCE_MS = 2_000;

/** What an attempt knows, told to Temporal as it learns it, so that the attempt after it knows it too. */
export interface KeptMemory {
  readonly now: RunMemory;
  remember(more: RunMemory): void;
}

/**
 * Does some work with a memory that outlives this attempt, and heartbeats all the while.
 *
 * @param before what is known before the first attempt; later ones know what the one before them remembered
 */
export async function withMemory<T>(
  work: (memory: KeptMemory) => Promise<T>,
  before: RunMemory = {},
): Promise<T> {
  let now = (activityInfo().heartbeatDetails as RunMemory | undefined) ?? before;
  const beat = setInterval(() => heartbeat(now), LONGEST_SILENCE_MS);
  try {
    return await work({
      get now() {
        return now;
      },
      remember(more) {
        now = { ...now, ...more };
        heartbeat(now);
      },
    });
  } finally {
    clearInterval(beat);
  }
}
