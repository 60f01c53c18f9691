import {
  Client,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  type ScheduleDescription,
} from '@temporalio/client';
import { AutoSyncError } from '../../domain/errors.js';
import { scheduleId } from '../../domain/naming.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import type { TriggerState, TriggerStore } from '../triggers/trigger-store.js';
import type { TemporalAccess } from './temporal-access.js';

/** Triggers, as Temporal's schedules keep them. */
export function temporalTriggers(temporal: TemporalAccess): TriggerStore {
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace });

  return {
    async state(server, trigger) {
      try {
        return stateOf(
          await temporal.call(() => client.schedule.getHandle(scheduleId(server, trigger)).describe()),
        );
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async setPaused(server, trigger, paused, note) {
      const handle = client.schedule.getHandle(scheduleId(server, trigger));
      try {
        await temporal.call(() => (paused ? handle.pause(note) : handle.unpause(note)));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        throw new AutoSyncError(
          'unknown-trigger',
          `The trigger "${trigger}" has no schedule yet: a worker makes it when it has read the configuration.`,
          { cause: error },
        );
      }
    },

    async startInSlot(input, { unique, startDelayMs }) {
      const options = cycleOptions(input, unique);
      try {
        const handle = await temporal.call(() =>
          client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, {
            ...options,
            startDelay: startDelayMs,
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'FAIL',
          }),
        );
        return { cycle: handle.workflowId, runId: handle.firstExecutionRunId };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const earlier = await temporal.call(() => client.workflow.getHandle(options.workflowId).describe());
        const begins = earlier.executionTime ?? earlier.startTime;
        if (begins.getTime() > Date.now()) return { cycle: earlier.workflowId, runId: earlier.runId };
        throw new AutoSyncError(
          'webhook-replayed',
          `A request of the same time was carried out at ${begins.toISOString()}, as cycle "${earlier.workflowId}".`,
          { cause: error },
        );
      }
    },
  };
}

function stateOf({ state, info }: ScheduleDescription): TriggerState {
  const lastFired = info.recentActions.at(-1)?.takenAt;
  const nextFiring = state.paused ? undefined : info.nextActionTimes[0];
  return {
    paused: state.paused,
    ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
    ...(lastFired && { lastFired: lastFired.toISOString() }),
    ...(nextFiring && { nextFiring: nextFiring.toISOString() }),
  };
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof ScheduleNotFoundError ||
    (error instanceof AutoSyncError && error.cause instanceof ScheduleNotFoundError)
  );
}
