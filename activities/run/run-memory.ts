import { activityInfo, heartbeat } from '@temporalio/activity';
import type { RunMemory } from '../../domain/cycle/effectively-once.js';
import { whileHeartbeating } from '../while-heartbeating.js';

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
  const memory: KeptMemory = {
    get now() {
      return now;
    },
    remember(more) {
      now = { ...now, ...more };
      heartbeat(now);
    },
  };
  return await whileHeartbeating(
    () => work(memory),
    () => now,
  );
}
