/** Task queue of workflows and of activities that touch no engine. */
export const AUTOSYNC_TASK_QUEUE = 'autosync';

/** Task queue of the activities that touch one sync server's engine: polled on its host. */
export function engineTaskQueue(server: string): string {
  return `autosync-engine-${server}`;
}

/** Workflow id of a sync server's run lock. */
export function runLockId(server: string): string {
  return `autosync/${server}/run-lock`;
}

/** Workflow id of a cycle. `unique` may not hold a slash. */
export function cycleId(server: string, managementAgent: string, unique: string): string {
  return `autosync/${server}/cycle/${managementAgent}/${unique}`;
}

/** How the ids of all import schedules of a sync server begin. */
export function importSchedulePrefix(server: string): string {
  return `autosync/${server}/import/`;
}

/** Id of the schedule that imports one partition of a management agent. */
export function importScheduleId(server: string, managementAgent: string, partition: string): string {
  return `${importSchedulePrefix(server)}${managementAgent}/${partition}`;
}
