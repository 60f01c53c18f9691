/** How long Temporal lets an id of a workflow be, in bytes of UTF-8: its `limit.maxIDLength`, where nobody has set it. */
export const LONGEST_WORKFLOW_ID = 1000;

/** How long the id of a schedule may be, in bytes: Temporal makes it a workflow's by `temporal-sys-scheduler:` before it. */
export const LONGEST_SCHEDULE_ID = LONGEST_WORKFLOW_ID - 'temporal-sys-scheduler:'.length;

/** The same for the id of a workflow that a schedule starts: Temporal appends the time of the firing. */
export const LONGEST_SCHEDULED_WORKFLOW_ID = LONGEST_WORKFLOW_ID - '-2001-01-01T10:00:00Z'.length;

/**
 * How long a name of the engine's catalogue may be, as {@link bytesInIds} counts. However long the other parts are, every
 * id that is made of such names is one that Temporal takes.
 */
export const LONGEST_NAME = 255;

/** What a name takes in an id at most: bytes of UTF-8, `/` and `%` three each. Of a name that is well-formed Unicode. */
export function bytesInIds(name: string): number {
  return new TextEncoder().encode(withoutSlash(name)).length;
}

/** Task queue of workflows and of activities that touch no engine. */
export const AUTOSYNC_TASK_QUEUE = 'autosync';

/** Task queue of the activities that touch one sync server's engine: polled on its host. */
export function engineTaskQueue(server: string): string {
  return `autosync-engine-${server}`;
}

/** Workflow id of the configuration: one for the whole installation. */
export const CONFIGURATION_ID = 'autosync/configuration';

/** Workflow id of a sync server's run lock. */
export function runLockId(server: string): string {
  return `autosync/${server}/run-lock`;
}

/** Workflow id of a cycle. `unique` may not hold a slash. */
export function cycleId(server: string, managementAgent: string, unique: string): string {
  return `autosync/${server}/cycle/${managementAgent}/${unique}`;
}

/** How the ids of all schedules of a sync server's triggers begin, by what kind they are. */
export function schedulePrefixes(server: string): readonly string[] {
  return [`${schedulesOf(server)}import/`, `${schedulesOf(server)}trigger/`];
}

/**
 * Id of a trigger: what stands in addresses, and after the server's part in the id of its schedule. The interval of a
 * partition has a trigger without a name.
 */
export function importTriggerId(managementAgent: string, partition: string): string {
  return `import/${withoutSlash(managementAgent)}/${withoutSlash(partition)}`;
}

/** Id of the schedule of a trigger. A trigger with a name has that for its id. */
export function scheduleId(server: string, trigger: string): string {
  return `${schedulesOf(server)}${trigger.startsWith('import/') ? '' : 'trigger/'}${trigger}`;
}

/** The unique part of the ids of the cycles that a schedule starts; Temporal appends the time. */
export function scheduledPart(trigger: string): string {
  // Several schedules may fire in the same second: the trigger's id tells them apart.
  return `scheduled ${trigger}`.replaceAll('/', '_');
}

function schedulesOf(server: string): string {
  return `autosync/${server}/`;
}

/** Two names that are put together with a slash must not be taken for two others. */
function withoutSlash(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2F');
}
