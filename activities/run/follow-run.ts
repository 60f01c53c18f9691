import {
  ApplicationFailure,
  cancellationDetails,
  cancellationSignal,
  CancelledFailure,
} from '@temporalio/activity';
import { abandonedRun, isAbandoned, standstillOf } from '../../domain/run-history/run-end.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import { progressOf } from '../../domain/run-history/run-progress.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { KeptMemory } from './run-memory.js';

/** How long one look may wait for something to change. */
const LONGEST_LOOK_MS = 2_000;

/**
 * Waits until nothing of a run is left to come, and returns its details. One that the engine has abandoned is returned as
 * such after a while.
 *
 * @param memory is told how far the run has come, and since when it stands still
 * @throws a `CancelledFailure` with the memory as its detail when the activity is cancelled, and an `ApplicationFailure`
 *   that Temporal retries when the worker shuts down: the run goes on in the engine
 */
export async function followRun(
  engine: SyncEngine,
  managementAgentId: string,
  runNumber: number,
  memory: KeptMemory,
): Promise<RunDetails> {
  const signal = cancellationSignal();
  for (;;) {
    throwIfGivenUp(memory);
    const { details, busy, final } = await engine
      .waitForProgress(managementAgentId, runNumber, { timeoutMs: LONGEST_LOOK_MS, signal })
      .catch((error: unknown) => {
        throwIfGivenUp(memory);
        throw error;
      });
    if (final) return details;
    const now = Date.now();
    const standstill = standstillOf({ details, busy, now }, memory.now.standstill);
    memory.remember({ progress: progressOf(details), standstill });
    if (isAbandoned(standstill, now, engine.abandonedAfterMs)) return abandonedRun(details, now);
  }
}

/** Ends an activity that was cancelled, or whose worker shuts down; see {@link followRun}. */
export function throwIfGivenUp(memory: KeptMemory): void {
  if (!cancellationSignal().aborted) return;
  if (cancellationDetails()?.cancelRequested) {
    throw new CancelledFailure('The activity was cancelled', [memory.now]);
  }
  throw ApplicationFailure.retryable(
    'The worker gave the run up; it goes on in the engine',
    'worker-gave-up',
  );
}
