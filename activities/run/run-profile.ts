import { activityInfo, sleep } from '@temporalio/activity';
import {
  decideStart,
  runsOfInterestSince,
  type KnownRun,
  type StartDecision,
} from '../../domain/cycle/effectively-once.js';
import { AutoSyncError } from '../../domain/errors.js';
import { pageOfRun } from '../../domain/run-history/run-pages.js';
import { classifyResult } from '../../domain/run-result/run-result.js';
import type { ManagementAgentStatus, StartAnswer, SyncEngine } from '../../sync-engine/port.js';
import type { RunEnd, RunProfileInput, RunProfileResult } from '../contract.js';
import { currentAttempt } from './current-attempt.js';
import { followRun, throwIfGivenUp } from './follow-run.js';
import type { KeptMemory } from './run-memory.js';

/** How many runs before the last one are looked at for one that is ours. */
const RUNS_LOOKED_BACK = 20;
/** Somebody who starts one run after another must not make the answer grow with them. */
const UNMANAGED_RUNS_TOLD = 50;
/** After a start that did not work, the engine is given so long to show what has become of it. */
const LOOK_AGAIN_AFTER_MS = 500;

/** A start that was not answered: a failed call, or a result that says as much. */
type Unanswered = { readonly error: AutoSyncError } | { readonly result: string };

/**
 * Runs a run profile effectively once and waits until nothing of the run is left to come.
 *
 * A start that fails may have worked: the engine is asked again, by number, before anything else is done. A worker that
 * shuts down leaves the run alone: the next attempt takes it over. So does a cancelled activity: stopping the run is
 * `stopLostRun`'s. An attempt that was held until another took over starts nothing any more.
 *
 * @throws an `ApplicationFailure` that Temporal retries when the engine cannot be reached or the worker shuts down, a
 *   `CancelledFailure` with the memory as its detail
 */
export async function runProfile(
  engine: SyncEngine,
  input: RunProfileInput,
  memory: KeptMemory,
): Promise<RunProfileResult> {
  const ended = await runOnce(engine, input, memory);
  return { ...ended, unmanagedRuns: memory.now.unmanagedRuns ?? [] };
}

async function runOnce(engine: SyncEngine, input: RunProfileInput, memory: KeptMemory): Promise<RunEnd> {
  const { attempt, scheduledTimestampMs: scheduledAt } = activityInfo();
  const current = currentAttempt();
  let asked = false;
  let unanswered: Unanswered | undefined;
  for (;;) {
    throwIfGivenUp(memory);
    const status = await engine.status(input.managementAgentId);
    const last = status.lastRun?.runNumber ?? 0;
    // Nothing of ours has been started before the first attempt looks: whatever it sees is not ours.
    if (attempt === 1 && memory.now.before === undefined) noteBefore(engine, memory, last);
    const decision = await lookForOurs(engine, input, memory, { attempt, asked, scheduledAt, status });
    if (decision.kind === 'adopt') {
      memory.remember({ runNumber: decision.runNumber });
      const details = await followRun(engine, input.managementAgentId, decision.runNumber, memory);
      return { kind: 'ran', details: pageOfRun(details) };
    }
    if (decision.kind === 'wait-for-other') {
      await waitForOther(engine, input, memory, decision);
      continue;
    }
    if (unanswered && 'error' in unanswered) throw unanswered.error;
    if (unanswered) return { kind: 'not-started', result: unanswered.result };
    if (memory.now.before === undefined) noteBefore(engine, memory, last);
    throwIfGivenUp(memory);
    if (!current.isCertain()) {
      await current.makeCertain();
      // What was seen before may be as old.
      continue;
    }
    asked = true;
    const answer = await start(engine, input);
    if (!('started' in answer)) {
      unanswered = answer;
    } else if (answer.started) {
      memory.remember({ runNumber: answer.runNumber });
      continue;
    } else if (!answer.result.startsWith('no-start-ma-already-running')) {
      return { kind: 'not-started', result: answer.result };
    } else {
      memory.remember({ waits: `waits: the engine answers ${answer.result}, and shows nothing that runs` });
    }
    await pause(memory);
  }
}

function noteBefore(engine: SyncEngine, memory: KeptMemory, before: number): void {
  memory.remember({ before, initiator: engine.initiator });
}

/** Decides from what the engine shows now; see `decideStart`. */
export async function lookForOurs(
  engine: SyncEngine,
  input: RunProfileInput,
  memory: KeptMemory,
  look: {
    readonly attempt: number;
    readonly asked: boolean;
    readonly scheduledAt: number;
    readonly status: ManagementAgentStatus;
  },
): Promise<StartDecision> {
  const { attempt, asked, scheduledAt, status } = look;
  const mayHaveStarted = attempt > 1 || asked;
  const since = mayHaveStarted ? runsOfInterestSince({ ...input, memory: memory.now }) : undefined;
  return decideStart({
    runProfile: input.runProfile,
    attempt,
    asked,
    scheduledAt,
    memory: memory.now,
    ...(input.lastKnownRunNumber === undefined ? {} : { lastKnownRunNumber: input.lastKnownRunNumber }),
    initiator: engine.initiator,
    busy: status.busy,
    runs: await knownRuns(engine, status, since),
  });
}

async function start(engine: SyncEngine, input: RunProfileInput): Promise<StartAnswer | Unanswered> {
  try {
    const answer = await engine.start(input.managementAgentId, input.runProfile);
    return !answer.started && classifyResult(answer.result) === 'unanswered'
      ? { result: answer.result }
      : answer;
  } catch (error) {
    if (error instanceof AutoSyncError && error.code === 'engine-unreachable') return { error };
    throw error;
  }
}

/** Somebody else's run is in the way. What comes after it is ours to start. */
async function waitForOther(
  engine: SyncEngine,
  input: RunProfileInput,
  memory: KeptMemory,
  other: Extract<StartDecision, { kind: 'wait-for-other' }>,
): Promise<void> {
  const { runNumber, runProfile: profile } = other;
  memory.remember({
    unmanagedRuns: [...new Set([...(memory.now.unmanagedRuns ?? []), runNumber])].slice(-UNMANAGED_RUNS_TOLD),
    waits: `waits for ${profile}, run ${runNumber}, which somebody else started`,
  });
  await followRun(engine, input.managementAgentId, runNumber, memory);
  memory.remember({ before: runNumber, waits: undefined, progress: undefined, standstill: undefined });
}

async function pause(memory: KeptMemory): Promise<void> {
  await sleep(LOOK_AGAIN_AFTER_MS).catch((error: unknown) => {
    throwIfGivenUp(memory);
    throw error;
  });
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
      const { runProfile: profile, initiator, steps } = await engine.runDetails(managementAgentId, runNumber);
      return { runNumber, runProfile: profile, initiator, start: steps[0]?.start ?? '' };
    }),
  );
  return [...earlier, lastRun];
}
