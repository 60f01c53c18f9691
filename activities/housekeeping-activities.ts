import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { shutTimes } from '../domain/run-lock/no-start/shut-times.js';
import { SEARCH_ATTRIBUTES } from '../domain/search-attributes.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../workflows/contract.js';
import { cycleOptions } from '../workflows/cycle-options.js';
import { closedAmong, isClosed } from './closed-cycles.js';
import type { HousekeepingActivities } from './contract.js';
import { createControllerActivities } from './controller-activities.js';
import type { ServerConfiguration } from '../config/schema.js';
import { ensureRunLock } from './ensure-run-lock.js';

/** The activities that touch no engine. */
export function createHousekeepingActivities(
  client: Client,
  servers: Readonly<Record<string, ServerConfiguration>>,
): HousekeepingActivities {
  return {
    ...createControllerActivities(servers),

    ensureRunLock: ({ server }) => ensureRunLock(client, server, servers[server]),

    async openCycles({ server, startedBefore }) {
      const cycles: string[] = [];
      const query = [
        `WorkflowType = '${CYCLE_WORKFLOW}'`,
        "ExecutionStatus = 'Running'",
        `${SEARCH_ATTRIBUTES.server} = '${server}'`,
        `StartTime < '${startedBefore}'`,
      ].join(' AND ');
      for await (const { workflowId } of client.workflow.list({ query })) cycles.push(workflowId);
      return cycles;
    },

    closedCycles: ({ cycles }) => closedAmong(cycles, (cycle) => isClosed(client, cycle)),

    async startCycle({ input, unique }) {
      try {
        await client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, {
          ...cycleOptions(input, unique),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    shutTimes: async ({ windows, from, until }) => shutTimes(windows, from, until),
  };
}
