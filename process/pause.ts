import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when the time is over, or when the signal aborts: whoever goes on looks at the signal. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
