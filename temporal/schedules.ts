import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  type ScheduleSpec,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';

/** A schedule that is to exist. */
export interface WantedSchedule {
  readonly id: string;
  readonly spec: ScheduleSpec;
  /** Of one that fires again and again; milliseconds. */
  readonly everyMs?: number;
  /** In words, for Temporal's Web UI. */
  readonly note: string;
  readonly action: ScheduleOptionsStartWorkflowAction<Workflow>;
}

/** Temporal takes no shorter one. */
const SHORTEST_CATCHUP_MS = 10_000;

/** What has a time of its own, and nothing else comes soon, is made up for even after a long outage. */
const CATCHUP_OF_CALENDARS_MS = 24 * 60 * 60 * 1000;

/** What {@link reconcileSchedules} did. */
export interface ScheduleChanges {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Marks a schedule with what it was made from, so that an unchanged one is left alone. */
const FINGERPRINT = 'autosyncFingerprint';

/**
 * Makes the schedules below a prefix be what is wanted: missing ones are created, different ones changed, others
 * removed. An unchanged schedule is not touched: its next firing stays where it was. One that is paused stays paused.
 *
 * @param prefixes all schedules whose id begins with one of them are ours
 */
export async function reconcileSchedules(
  client: Client,
  prefixes: readonly string[],
  wanted: readonly WantedSchedule[],
): Promise<ScheduleChanges> {
  const changes = { created: [] as string[], changed: [] as string[], removed: [] as string[] };
  const wantedIds = new Set(wanted.map(({ id }) => id));
  for await (const { scheduleId } of client.schedule.list()) {
    const isOurs = prefixes.some((prefix) => scheduleId.startsWith(prefix));
    if (!isOurs || wantedIds.has(scheduleId)) continue;
    await client.schedule.getHandle(scheduleId).delete();
    changes.removed.push(scheduleId);
  }
  for (const schedule of wanted) {
    const options = scheduleOptions(schedule);
    try {
      await client.schedule.create(options);
      changes.created.push(schedule.id);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const handle = client.schedule.getHandle(schedule.id);
      const { action } = await handle.describe();
      if (action.memo?.[FINGERPRINT] === options.action.memo?.[FINGERPRINT]) continue;
      await handle.update((previous) => ({
        ...options,
        state: previous.state.paused ? previous.state : { ...previous.state, note: schedule.note },
      }));
      changes.changed.push(schedule.id);
    }
  }
  return changes;
}

function scheduleOptions(
  schedule: WantedSchedule,
): ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>> {
  const { id, spec, everyMs, note, action } = schedule;
  const policies = {
    // A cycle lasts until all that it caused has ended: the next import must not wait for that. What fires while an
    // equal import waits is told so by the run lock, and ends.
    overlap: ScheduleOverlapPolicy.ALLOW_ALL,
    // After an outage one import is enough, however many were missed.
    catchupWindow: everyMs === undefined ? CATCHUP_OF_CALENDARS_MS : Math.max(everyMs, SHORTEST_CATCHUP_MS),
  };
  const { args, workflowId, taskQueue, staticSummary, staticDetails } = action;
  const fingerprint = JSON.stringify({
    spec,
    policies,
    note,
    args,
    workflowId,
    taskQueue,
    staticSummary,
    staticDetails,
  });
  return {
    scheduleId: id,
    spec,
    action: { ...action, memo: { [FINGERPRINT]: fingerprint } },
    policies,
    state: { note },
  };
}
