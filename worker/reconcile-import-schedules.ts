import type { Client } from '@temporalio/client';
import { importSettingsOf } from '../config/settings-of.js';
import type { ServerConfiguration } from '../config/schema.js';
import type { CycleInput } from '../domain/cycle/cycle.js';
import { importSchedules } from '../domain/import-schedules.js';
import type { ManagementAgent } from '../domain/management-agent/management-agent.js';
import { importSchedulePrefix } from '../domain/naming.js';
import { reconcileSchedules, type ScheduleChanges } from '../temporal/schedules.js';
import { CYCLE_WORKFLOW } from '../workflows/contract.js';
import { cycleOptions } from '../workflows/cycle-options.js';

/**
 * Makes the import schedules of a sync server be what its configuration and its engine's catalogue say.
 */
export async function reconcileImportSchedules(
  client: Client,
  server: string,
  configuration: ServerConfiguration,
  managementAgents: readonly ManagementAgent[],
): Promise<ScheduleChanges> {
  // An engine that is being set up, or answers nonsense for a moment, must not cost an administrator their schedules.
  if (managementAgents.length === 0) return { created: [], changed: [], removed: [] };
  const wanted = importSchedules(
    server,
    managementAgents,
    (ma) => importSettingsOf(configuration, ma),
    configuration.maxCycleDepth,
  );
  return reconcileSchedules(
    client,
    importSchedulePrefix(server),
    wanted.map(({ id, everyMs, offsetMs, cycle }) => ({
      id,
      everyMs,
      offsetMs,
      note: `Imports ${cycle.managementAgent} ${cycle.cause.description}`,
      action: {
        type: 'startWorkflow',
        workflowType: CYCLE_WORKFLOW,
        // Temporal appends the time of the firing.
        ...cycleOptions(cycle, uniqueOf(cycle)),
      },
    })),
  );
}

/** Schedules of one management agent may fire in the same second: the partition tells their cycles apart. */
function uniqueOf({ start }: CycleInput): string {
  const partition = start.kind === 'run-profile-kind' ? start.partition : undefined;
  return `scheduled ${partition ?? ''}`.trim().replaceAll('/', '_');
}
