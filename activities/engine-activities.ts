import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import {
  findManagementAgent,
  idsWithSeveralPartitions,
  listNames,
} from '../domain/management-agent/management-agent.js';
import { hasWorkLeft, isPendingExport } from '../domain/pending-counts.js';
import { endedRun } from '../domain/run-history/run-end.js';
import { pageOfRun } from '../domain/run-history/run-pages.js';
import type { SyncEngine } from '../sync-engine/port.js';
import type { EngineActivities, WorkLeft } from './contract.js';
import { followRun } from './run/follow-run.js';
import { withMemory } from './run/run-memory.js';
import { runProfile } from './run/run-profile.js';
import { stopLostRun } from './run/stop-lost-run.js';
import { lastRunsOf, watchEngine, type WatchedRunLock } from './watch/watch-engine.js';
import { whileHeartbeating } from './while-heartbeating.js';

/**
 * The activities that touch one engine.
 *
 * An `AutoSyncError` becomes a Temporal failure whose type is the error's code, retried or not as the errors table
 * says.
 */
export function createEngineActivities(engine: SyncEngine, runLock: WatchedRunLock): EngineActivities {
  return {
    runProfile: (input) => asActivity(() => withMemory((memory) => runProfile(engine, input, memory))),

    stopLostRun: (input) =>
      asActivity(() => withMemory((memory) => stopLostRun(engine, input, memory), input.memory)),

    partitionsWithPendingExports: ({ managementAgent }) =>
      asLook(async () => {
        const counts = await engine.pendingCounts(await idOf(engine, managementAgent));
        return counts.filter(isPendingExport).map((count) => count.partitionName);
      }),

    managementAgentsWithSeveralPartitions: () =>
      asLook(async () => {
        const managementAgents = await engine.listManagementAgents();
        return idsWithSeveralPartitions(managementAgents);
      }),

    readRun: ({ managementAgent, runNumber, from }) =>
      asActivity(() =>
        withMemory(async (memory) => {
          const id = await idOf(engine, managementAgent);
          if (from) return pageOfRun(endedRun(await engine.runDetails(id, runNumber), Date.now()), from);
          // Only what a run that has ended did can be judged.
          return pageOfRun(await followRun(engine, id, runNumber, memory));
        }),
      ),

    lookAtEngine: () =>
      asLook(async () => {
        const [managementAgents, status] = await Promise.all([
          engine.listManagementAgents(),
          engine.statusOfAll(),
        ]);
        return { managementAgents, lastRuns: lastRunsOf(status) };
      }),

    watchEngine: () => asActivity(() => watchEngine(engine, runLock)),

    stopRun: ({ managementAgentId, runNumber }) =>
      asLook(async () => {
        const { busy, lastRun } = await engine.status(managementAgentId);
        // It may have ended since, and the next one is nobody's who was to be stopped.
        if (!busy || (runNumber !== undefined && lastRun?.runNumber !== runNumber)) return;
        await engine.stop(managementAgentId);
      }),

    managementAgentsWithWorkLeft: ({ managementAgentIds }) =>
      asActivity(() => lookForWorkLeft(engine, managementAgentIds)),

    pendingCounts: ({ managementAgent }) =>
      asLook(async () => engine.pendingCounts(await idOf(engine, managementAgent))),
  };
}

async function idOf(engine: SyncEngine, managementAgent: string): Promise<string> {
  const managementAgents = await engine.listManagementAgents();
  const ma = findManagementAgent(managementAgents, managementAgent);
  if (ma) return ma.id;
  throw new AutoSyncError(
    'unknown-management-agent',
    `The engine has no management agent "${managementAgent}"; it has ${listNames(managementAgents)}.`,
  );
}

/**
 * A run lock that continues as new asks again for what has not been answered: where an engine is slow to count, it must
 * have an answer before that. Milliseconds.
 */
const ANSWER_AFTER_MS = 5_000;

/** How far the attempt before had come. */
interface WorkLeftSoFar {
  readonly asked: number;
  readonly found: readonly string[];
}

/** One that cannot be asked, as it has been deleted since or the engine refuses it, hides no other. */
async function lookForWorkLeft(engine: SyncEngine, ids: readonly string[]): Promise<WorkLeft> {
  const cancelled = cancellationSignal();
  const answerAt = Date.now() + ANSWER_AFTER_MS;
  let soFar: WorkLeftSoFar = (activityInfo().heartbeatDetails as WorkLeftSoFar | undefined) ?? {
    asked: 0,
    found: [],
  };
  await whileHeartbeating(
    async () => {
      for (const id of ids.slice(soFar.asked)) {
        const isFound = await hasManagementAgentWorkLeft(engine, id);
        cancelled.throwIfAborted();
        soFar = { asked: soFar.asked + 1, found: isFound ? [...soFar.found, id] : soFar.found };
        heartbeat(soFar);
        if (Date.now() >= answerAt) return;
      }
    },
    () => soFar,
  );
  return { found: soFar.found, left: ids.slice(soFar.asked) };
}

async function hasManagementAgentWorkLeft(engine: SyncEngine, id: string): Promise<boolean> {
  try {
    return (await engine.pendingCounts(id)).some(hasWorkLeft);
  } catch (error) {
    if (!(error instanceof AutoSyncError) || error.retryable) throw error;
    log.warn('Whether a management agent has work left could not be asked', {
      managementAgentId: id,
      error: error.message,
    });
    return false;
  }
}

/** Asks the engine something: it may take its time, and a worker that is gone is noticed soon. */
function asLook<T>(work: () => Promise<T>): Promise<T> {
  return asActivity(() => whileHeartbeating(work));
}

async function asActivity<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AutoSyncError)) throw error;
    throw ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: !error.retryable,
      cause: ensureError(error),
    });
  }
}
