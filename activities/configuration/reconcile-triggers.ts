import type { Client } from '@temporalio/client';
import type { ServerConfiguration } from '../../config/schema.js';
import { triggersOf } from '../../config/triggers-of.js';
import { describeStart } from '../../domain/cycle/describe.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { scheduledPart, scheduleId, schedulePrefixes } from '../../domain/naming.js';
import type { PlannedTrigger } from '../../domain/triggers/planned-trigger.js';
import { scheduleSpecOf } from '../../temporal/schedule-spec.js';
import { reconcileSchedules, type ScheduleChanges, type WantedSchedule } from '../../temporal/schedules.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';

/**
 * Makes the schedules of a sync server be what its configuration and its engine's catalogue say: one for each trigger. That
 * of a webhook never fires by itself: it keeps whether the trigger is paused.
 */
export async function reconcileTriggers(
  client: Client,
  server: string,
  configuration: ServerConfiguration,
  managementAgents: readonly ManagementAgent[],
): Promise<ScheduleChanges> {
  // An engine that is being set up, or answers nonsense for a moment, must not cost an administrator their schedules.
  if (managementAgents.length === 0) return { created: [], changed: [], removed: [] };
  const wanted = triggersOf(server, configuration, managementAgents).map((trigger) =>
    scheduleOf(server, trigger),
  );
  return reconcileSchedules(client, schedulePrefixes(server), wanted);
}

function scheduleOf(server: string, { id, firing, cycle }: PlannedTrigger): WantedSchedule {
  return {
    id: scheduleId(server, id),
    spec: scheduleSpecOf(firing),
    ...(firing.kind === 'interval' ? { everyMs: firing.everyMs } : {}),
    note: `${cycle.managementAgent}: ${describeStart(cycle.start)}, ${cycle.cause.description}`,
    action: {
      type: 'startWorkflow',
      workflowType: CYCLE_WORKFLOW,
      ...cycleOptions(cycle, scheduledPart(id)),
    },
  };
}
