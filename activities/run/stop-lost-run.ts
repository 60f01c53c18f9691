import { pageOfRun } from '../../domain/run-history/run-pages.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { RunProfileResult, StopLostRunInput } from '../contract.js';
import { followRun } from './follow-run.js';
import type { KeptMemory } from './run-memory.js';
import { lookForOurs } from './run-profile.js';

/**
 * Stops what a cancelled `runProfile` has started, and returns what had become of the run. If it has started nothing, or
 * its run has ended by itself, nothing is stopped: what else the management agent runs is not ours.
 *
 * @throws an `ApplicationFailure` that Temporal retries when the engine cannot be reached or the worker shuts down
 */
export async function stopLostRun(
  engine: SyncEngine,
  input: StopLostRunInput,
  memory: KeptMemory,
): Promise<RunProfileResult> {
  const { managementAgentId, askedAt } = input;
  const unmanagedRuns = memory.now.unmanagedRuns ?? [];
  const status = await engine.status(managementAgentId);
  const look = { attempt: 2, asked: true, scheduledAt: askedAt, status };
  const decision = await lookForOurs(engine, input, memory, look);
  if (decision.kind !== 'adopt') return { kind: 'not-started', result: 'cancelled', unmanagedRuns };
  const { runNumber } = decision;
  memory.remember({ runNumber });
  if (status.lastRun?.runNumber === runNumber && status.lastRun.end === undefined) {
    const answer = await engine.stop(managementAgentId);
    memory.remember({
      waits: `waits for the end of run ${runNumber}: asked to stop it, the engine said ${answer}`,
    });
  }
  const details = await followRun(engine, managementAgentId, runNumber, memory);
  return { kind: 'ran', details: pageOfRun(details), unmanagedRuns };
}
