import { Context } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { CONFIGURATION_ID } from '../domain/naming.js';
import { shutTimes } from '../domain/run-lock/no-start/shut-times.js';
import { configurationStanding, CYCLE_WORKFLOW, type CycleWorkflow } from '../workflows/contract.js';
import { cycleOptions } from '../workflows/cycle-options.js';
import { closedAmong, closedCyclesOf } from './watch/closed-cycles.js';
import type { HousekeepingActivities } from './contract.js';
import { createControllerActivities } from './controller-activities.js';
import type { ConfigurationInForce } from '../config/configuration-in-force.js';
import { createConfigurationActivities } from './configuration/configuration-activities.js';
import { awaitRevision } from './configuration/awaited-revision.js';
import { ensureRunLock } from './configuration/ensure-run-lock.js';
import { openCyclesOf } from './configuration/open-cycles.js';
import { untilCancelled } from './until-cancelled.js';

/** The activities that touch no engine. */
export function createHousekeepingActivities(
  client: Client,
  configuration: ConfigurationInForce,
): HousekeepingActivities {
  /** A worker that ends before it knows its configuration must not wait for it. */
  const inForce: ConfigurationInForce = {
    read: () => Promise.race([Context.current().cancelled, configuration.read()]),
  };
  const isClosed = closedCyclesOf(client);
  return {
    ...createControllerActivities(inForce),
    ...createConfigurationActivities(client, inForce),

    async ensureRunLock({ server }) {
      const applied = await appliedRevision(client);
      const { configuration: known, revision } = await awaitRevision(inForce, { number: applied });
      await ensureRunLock(client, server, known.servers[server], revision);
    },

    // What has not begun holds nothing, and could not say so.
    openCycles: ({ server, startedBefore }) => openCyclesOf(client, server, new Date(startedBefore), true),

    closedCycles: ({ cycles }) =>
      closedAmong(
        cycles.map((cycle) => ({ cycle, mayBeStarting: false })),
        isClosed,
      ),

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

/** The number of the revision that is applied; 0 where nobody keeps revisions. */
async function appliedRevision(client: Client): Promise<number> {
  const configuration = client.workflow.getHandle(CONFIGURATION_ID);
  try {
    const { revision } = await untilCancelled(client, () => configuration.query(configurationStanding));
    return revision;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 0;
    throw error;
  }
}
