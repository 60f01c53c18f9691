import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { runLockId, schedulePrefixes } from '../domain/naming.js';
import type { Stops } from '../domain/run-lock/controls/stops.js';
import { noteOfStop, pausingFor } from '../domain/triggers/pause.js';
import type { CycleInput } from '../domain/cycle/cycle.js';
import { pause } from '../process/pause.js';
import { describeTemporalProblem } from '../temporal/grpc-status.js';
import { stoppedByRunLock } from '../workflows/contract.js';

/**
 * The run lock is asked rather than heard: it may be lost, and with it what was stopped, and no schedule may stay paused
 * then. Until a schedule is paused, the run lock refuses what it starts.
 */
const LOOK_EVERY_MS = 5_000;

/**
 * Keeps the schedules of a sync server paused while it, or their management agent, is stopped, until the signal aborts.
 *
 * @param warn is told when it did not work; it is tried again
 */
export async function followStops(
  client: Client,
  server: string,
  signal: AbortSignal,
  warn: (problem: string) => void,
): Promise<void> {
  let followed: string | undefined;
  while (!signal.aborted) {
    try {
      const stops = await client.workflow.getHandle(runLockId(server)).query(stoppedByRunLock);
      const seen = JSON.stringify(stops);
      if (seen !== followed) await pauseAsStopped(client, server, notesOf(server, stops));
      followed = seen;
    } catch (error) {
      // At the first start it is made meanwhile; one that is lost is told of by the health.
      const isNotThere = error instanceof WorkflowNotFoundError;
      if (!signal.aborted && !isNotThere) warn(describeTemporalProblem(error));
      followed = undefined;
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** What is stopped, as notes for schedules. */
export interface StopNotes {
  /** Absent: the sync server is started. */
  readonly server?: string;
  /** By the name of the management agent. */
  readonly managementAgents: Readonly<Record<string, string>>;
}

function notesOf(server: string, stops: Stops): StopNotes {
  return {
    ...(stops.server ? { server: noteOfStop(`sync server ${server}`, stops.server) } : {}),
    managementAgents: Object.fromEntries(
      Object.entries(stops.managementAgents).map(([name, stopped]) => [name, noteOfStop(name, stopped)]),
    ),
  };
}

/** Pauses and resumes the schedules of a sync server, once. */
export async function pauseAsStopped(client: Client, server: string, stops: StopNotes): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) {
    if (!schedulePrefixes(server).some((prefix) => scheduleId.startsWith(prefix))) continue;
    const handle = client.schedule.getHandle(scheduleId);
    const { state, action } = await handle.describe();
    const [cycle] = (action.args ?? []) as unknown as readonly [CycleInput?];
    const stop = stops.server ?? stops.managementAgents[cycle?.managementAgent ?? ''];
    const pausing = pausingFor(state, stop);
    if (pausing === 'pause') await handle.pause(stop);
    if (pausing === 'resume') await handle.unpause(`Resumed: ${cycle?.managementAgent} is started again`);
  }
}
