import { ApplicationFailure } from '@temporalio/activity';
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
import type { EngineActivities } from './contract.js';
import { followRun } from './run/follow-run.js';
import { withMemory } from './run/run-memory.js';
import { runProfile } from './run/run-profile.js';
import { stopLostRun } from './run/stop-lost-run.js';
import { lastRunsOf, watchEngine, type WatchedRunLock } from './watch/watch-engine.js';

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
      asActivity(async () => {
        const counts = await engine.pendingCounts(await idOf(engine, managementAgent));
        return counts.filter(isPendingExport).map((count) => count.partitionName);
      }),

    managementAgentsWithSeveralPartitions: () =>
      asActivity(async () => {
        const managementAgents = await engine.listManagementAgents();
        return idsWithSeveralPartitions(managementAgents);
      }),

    readRun: ({ managementAgent, runNumber, from }) =>
      asActivity(async () => {
        const id = await idOf(engine, managementAgent);
        if (from) return pageOfRun(endedRun(await engine.runDetails(id, runNumber), Date.now()), from);
        // Only what a run that has ended did can be judged.
        return pageOfRun(await withMemory((memory) => followRun(engine, id, runNumber, memory)));
      }),

    lookAtEngine: () =>
      asActivity(async () => {
        const [managementAgents, status] = await Promise.all([
          engine.listManagementAgents(),
          engine.statusOfAll(),
        ]);
        return { managementAgents, lastRuns: lastRunsOf(status) };
      }),

    watchEngine: () => asActivity(() => watchEngine(engine, runLock)),

    stopRun: ({ managementAgentId }) =>
      asActivity(async () => {
        await engine.stop(managementAgentId);
      }),

    managementAgentsWithWorkLeft: ({ managementAgentIds }) =>
      asActivity(async () => {
        const found: string[] = [];
        for (const id of managementAgentIds) {
          if ((await engine.pendingCounts(id)).some(hasWorkLeft)) found.push(id);
        }
        return found;
      }),

    pendingCounts: ({ managementAgent }) =>
      asActivity(async () => engine.pendingCounts(await idOf(engine, managementAgent))),
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
