import { proxyActivities, uuid4 } from '@temporalio/workflow';
import type { EngineActivities, HousekeepingActivities } from '../../activities/contract.js';
import { findManagementAgent } from '../../domain/management-agent/management-agent.js';
import { engineTaskQueue } from '../../domain/naming.js';
import type { RunLockState } from '../../domain/run-lock/state.js';
import type { Errand } from '../contract.js';

/** Hexadecimal digits that tell the cycles of one management agent apart. */
const UNIQUE_DIGITS = 12;

/** A worker that is gone is noticed within this time. */
const HEARTBEAT_TIMEOUT = '10 seconds';

/**
 * Does what the reducer asked for, however long it takes.
 *
 * @returns what is to be done next
 */
export async function runErrand(errand: Errand, current: () => RunLockState): Promise<readonly Errand[]> {
  const { server } = current();
  const engine = proxyActivities<EngineActivities>({
    taskQueue: engineTaskQueue(server),
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });
  switch (errand.kind) {
    case 'stop-run': {
      const { kind: _kind, ...run } = errand;
      await engine.stopRun.executeWithOptions(
        { summary: `Stop what ${nameOf(current(), run.managementAgentId)} runs` },
        [run],
      );
      return [];
    }
    case 'start-cycle': {
      const { cycle } = errand;
      const { startCycle } = proxyActivities<Pick<HousekeepingActivities, 'startCycle'>>({
        startToCloseTimeout: '1 minute',
        summary: `Start a cycle: ${cycle.cause.description}`,
      });
      const { unique, ...input } = cycle;
      const { maxCycleDepth: maxDepth } = current().configuration;
      await startCycle({ input: { server, ...input, maxDepth }, unique });
      return [];
    }
    case 'reconcile-schedules': {
      const { reconcileSchedules } = proxyActivities<Pick<HousekeepingActivities, 'reconcileSchedules'>>({
        startToCloseTimeout: '2 minutes',
        retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
        summary: 'Make the schedules fit the catalogue of the engine',
      });
      const { revision } = current().configuration;
      await reconcileSchedules({ server, ...(revision ? { revision } : {}) });
      return [];
    }
    case 'look-for-work-left': {
      const { managementAgentIds } = errand;
      const { found, left } = await engine.managementAgentsWithWorkLeft.executeWithOptions(
        { summary: 'What was left undone?' },
        [{ managementAgentIds }],
      );
      const cycles = found.map((id): Errand => ({
        kind: 'start-cycle',
        cycle: {
          unique: uuid4().slice(-UNIQUE_DIGITS),
          managementAgent: nameOf(current(), id),
          start: { kind: 'work-left' },
          cause: {
            trigger: 'start-up',
            description:
              'found when the management agent, or the sync server, was started or enabled, or had run without us',
          },
          lineage: [],
        },
      }));
      return left.length === 0 ? cycles : [...cycles, { ...errand, managementAgentIds: left }];
    }
  }
}

function nameOf(state: RunLockState, managementAgentId: string): string {
  return findManagementAgent(state.catalogue ?? [], managementAgentId)?.name ?? managementAgentId;
}
