import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { RunProfileResult } from '../../activities/contract.js';
import type { RunMemory } from '../../domain/cycle/effectively-once.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { Granted } from '../../domain/run-lock/messages.js';
import type { CycleContext, OpenStep } from './context.js';
import { wholeRun } from './whole-run.js';

/** Runs on large directories take hours; one that takes longer than this is a defect. */
const LONGEST_RUN = '7 days';

/** What came of it, the run in full. */
export type RanOnEngine =
  | { readonly kind: 'ran'; readonly details: RunDetails; readonly unmanagedRuns: readonly number[] }
  | Extract<RunProfileResult, { kind: 'not-started' }>;

/**
 * Runs what was granted, and reads the whole run. If the cycle is cancelled meanwhile, what has been started is stopped: also where the worker
 * that started it is gone, in which case the cycle stays open until there is one again.
 */
export async function runOnEngine(
  context: CycleContext,
  granted: Granted,
  step: OpenStep,
): Promise<RanOnEngine> {
  const ran = await runOrStop(context, granted, step);
  return ran.kind === 'ran' ? { ...ran, details: await wholeRun(context, ran.details) } : ran;
}

async function runOrStop(context: CycleContext, granted: Granted, step: OpenStep): Promise<RunProfileResult> {
  const { engine } = context;
  const { managementAgentId, managementAgentName, runProfile, lastKnownRunNumber } = granted;
  const input = {
    managementAgentId,
    managementAgentName,
    runProfile,
    ...(lastKnownRunNumber === undefined ? {} : { lastKnownRunNumber }),
  };
  const options = { startToCloseTimeout: LONGEST_RUN } as const;
  const askedAt = Date.now();
  try {
    return await engine.runProfile.executeWithOptions(
      {
        ...options,
        summary: `${managementAgentName}: ${runProfile}`,
        cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      },
      [input],
    );
  } catch (error) {
    if (!CancellationScope.current().consideredCancelled) throw error;
    step.note = 'Cancelled: what it has started is stopped as soon as a worker is there for the engine';
    context.show();
    const memory = memoryIn(error);
    return await CancellationScope.nonCancellable(() =>
      engine.stopLostRun.executeWithOptions(
        { ...options, summary: `Stop ${managementAgentName}: ${runProfile}` },
        [{ ...input, askedAt, ...(memory ? { memory } : {}) }],
      ),
    );
  }
}

/** What a `runProfile` that ended without a result knew, as far as it could still say. */
function memoryIn(error: unknown): RunMemory | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof CancelledFailure) return cause.details?.[0] as RunMemory | undefined;
  return cause instanceof TimeoutFailure ? (cause.lastHeartbeatDetails as RunMemory | undefined) : undefined;
}
