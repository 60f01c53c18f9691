import {
  activityInfo,
  ApplicationFailure,
  cancellationDetails,
  CancelledFailure,
  cancellationSignal,
  heartbeat,
  sleep,
} from '@temporalio/activity';
import {
  decideStart,
  runsOfInterestSince,
  type KnownRun,
  type RunMemory,
} from '../domain/cycle/effectively-once.js';
import { summarizeRun } from '../domain/run-history/describe-run.js';
import type { RunDetails } from '../domain/run-history/run-details.js';
import type { ManagementAgentStatus, SyncEngine } from '../sync-engine/port.js';
import type { RunProfileInput, RunProfileResult } from './contract.js';

/** The longest time between two heartbeats of a run in which nothing changes. */
const LONGEST_SILENCE_MS = 2_000;
/** How many runs before the last one are looked at for one that is ours. */
const RUNS_LOOKED_BACK = 20;
/** Between two starts that the engine refuses as busy although it says that it is idle. */
const REFUSED_START_PAUSE_MS = 500;

/**
 * Runs a run profile effectively once and waits until its details are final.
 *
 * A worker that shuts down leaves the run alone: the next attempt takes it over. A cancelled activity stops the run
 * and returns its details as they are then.
 *
 * @throws an `ApplicationFailure` that Temporal retries when the engine cannot be reached or the worker shuts down
 */
export async function runProfile(engine: SyncEngine, input: RunProfileInput): Promise<RunProfileResult> {
  const info = activityInfo();
  let memory: RunMemory = (info.heartbeatDetails as RunMemory | undefined) ?? {};
  const remember = (more: RunMemory) => {
    memory = { ...memory, ...more };
    heartbeat(memory);
  };
  // The engine may take its time to answer: the silence must not look like that of a lost worker.
  const beat = setInterval(() => heartbeat(memory), LONGEST_SILENCE_MS);
  try {
    return {
      ...(await runOnce(engine, input, () => memory, remember)),
      unmanagedRuns: memory.unmanagedRuns ?? [],
    };
  } finally {
    clearInterval(beat);
  }
}

type Ended =
  | { readonly kind: 'ran'; readonly details: RunDetails }
  | { readonly kind: 'not-started'; readonly result: string };

async function runOnce(
  engine: SyncEngine,
  input: RunProfileInput,
  memory: () => RunMemory,
  remember: (memory: RunMemory) => void,
): Promise<Ended> {
  const { attempt, scheduledTimestampMs } = activityInfo();
  for (;;) {
    const status = await engine.status(input.managementAgentId);
    // Nothing of ours has been started before the first attempt looks: whatever it sees is not ours.
    if (attempt === 1 && memory().before === undefined) remember({ before: status.lastRun?.runNumber ?? 0 });
    const decision = decideStart({
      runProfile: input.runProfile,
      attempt,
      scheduledAt: scheduledTimestampMs,
      memory: memory(),
      ...(input.lastKnownRunNumber === undefined ? {} : { lastKnownRunNumber: input.lastKnownRunNumber }),
      busy: status.busy,
      runs: await knownRuns(
        engine,
        status,
        attempt === 1 ? undefined : runsOfInterestSince({ ...input, memory: memory() }),
      ),
    });
    if (decision.kind === 'adopt') {
      return { kind: 'ran', details: await followRun(engine, input, decision.runNumber, remember) };
    }
    if (decision.kind === 'wait-for-other') {
      const { runNumber, runProfile: other } = decision;
      remember({
        unmanagedRuns: [...new Set([...(memory().unmanagedRuns ?? []), runNumber])],
        progress: `waits for ${other}, run ${runNumber}, which somebody else started`,
      });
      await waitForEnd(engine, input.managementAgentId, runNumber, () => undefined);
      remember({ before: runNumber });
      continue;
    }
    const answer = await engine.start(input.managementAgentId, input.runProfile);
    if (answer.started) {
      remember({ runNumber: answer.runNumber });
      return { kind: 'ran', details: await followRun(engine, input, answer.runNumber, remember) };
    }
    if (!answer.result.startsWith('no-start-ma-already-running')) {
      return { kind: 'not-started', result: answer.result };
    }
    await sleep(REFUSED_START_PAUSE_MS);
  }
}

/**
 * The last run, and before it those that somebody may have started after ours while no worker was there.
 *
 * @param since the run number after which to look; absent = only the last run
 */
async function knownRuns(
  engine: SyncEngine,
  status: ManagementAgentStatus,
  since: number | undefined,
): Promise<readonly KnownRun[]> {
  const { lastRun, managementAgentId } = status;
  if (!lastRun) return [];
  const oldest = Math.max(since ?? lastRun.runNumber, lastRun.runNumber - RUNS_LOOKED_BACK);
  const numbers = Array.from(
    { length: Math.max(0, lastRun.runNumber - oldest - 1) },
    (_, index) => oldest + 1 + index,
  );
  const earlier = await Promise.all(
    numbers.map(async (runNumber) => {
      const details = await engine.runDetails(managementAgentId, runNumber);
      return { runNumber, runProfile: details.runProfile, start: details.steps[0]?.start ?? '' };
    }),
  );
  return [...earlier, lastRun];
}

/** Waits for the end of our run, with a heartbeat for each change; stops it if the activity is cancelled. */
async function followRun(
  engine: SyncEngine,
  input: RunProfileInput,
  runNumber: number,
  remember: (memory: RunMemory) => void,
): Promise<RunDetails> {
  const onProgress = (details: RunDetails) => remember({ runNumber, progress: summarizeRun(details) });
  try {
    return await waitForEnd(engine, input.managementAgentId, runNumber, onProgress);
  } catch (error) {
    if (!cancellationSignal().aborted) throw error;
    const why = cancellationDetails();
    if (!why?.cancelRequested) {
      throw ApplicationFailure.retryable(
        'The worker gave the run up; it goes on in the engine',
        'worker-gave-up',
      );
    }
    await engine.stop(input.managementAgentId);
    return waitForEnd(engine, input.managementAgentId, runNumber, onProgress, new AbortController().signal);
  }
}

async function waitForEnd(
  engine: SyncEngine,
  managementAgentId: string,
  runNumber: number,
  onProgress: (details: RunDetails) => void,
  signal: AbortSignal = cancellationSignal(),
): Promise<RunDetails> {
  for (;;) {
    if (signal.aborted) throw new CancelledFailure('The activity was cancelled');
    const { details, final } = await engine.waitForProgress(managementAgentId, runNumber, {
      timeoutMs: LONGEST_SILENCE_MS,
      signal,
    });
    if (final) return details;
    onProgress(details);
  }
}
