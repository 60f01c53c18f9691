import type { Poller } from '../health/temporal-probe.js';

/** Whether a worker is there that can touch the engine. Without one, nothing starts, and nobody follows what runs. */
export type EngineWorker =
  | { readonly state: 'present' }
  /** `since`: when one last asked for work, ISO 8601, UTC; absent if that is longer ago than Temporal remembers. */
  | { readonly state: 'absent'; readonly since?: string };

/**
 * A worker that has not asked for longer than this is gone: a request for work lasts a minute, and Temporal
 * remembers who asked for five.
 */
export const WORKER_IS_GONE_AFTER_MS = 75_000;

/** @param pollers those of the engine's task queue */
export function engineWorkerOf(pollers: readonly Poller[]): EngineWorker {
  if (pollers.some(({ silentMs }) => silentMs < WORKER_IS_GONE_AFTER_MS)) return { state: 'present' };
  const asked = pollers.flatMap(({ askedAt }) => askedAt ?? []);
  if (asked.length === 0) return { state: 'absent' };
  return { state: 'absent', since: new Date(Math.max(...asked)).toISOString() };
}
