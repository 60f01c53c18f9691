import type { WorkflowExecutionDescription } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { LoadedDataConverter } from '@temporalio/common';
import type { RunMemory } from '../../domain/cycle/effectively-once.js';
import type { CycleActivity } from '../cycles/cycle-activity.js';

/** The types of the activities that follow a run, as Temporal names them. */
const FOLLOWING = ['runProfile', 'stopLostRun'];

/** What the description of a workflow says of the run that its activity follows; `undefined` if none does. */
export async function cycleActivityIn(
  { raw }: Pick<WorkflowExecutionDescription, 'raw'>,
  dataConverter: LoadedDataConverter,
): Promise<CycleActivity | undefined> {
  const pending = raw.pendingActivities?.find(({ activityType }) =>
    FOLLOWING.includes(activityType?.name ?? ''),
  );
  if (!pending) return undefined;
  const { attempt, heartbeatDetails, lastHeartbeatTime, lastFailure, lastWorkerIdentity } = pending;
  const [memory] = await decodeArrayFromPayloads(dataConverter, heartbeatDetails?.payloads);
  const { progress, waits } = (memory ?? {}) as RunMemory;
  return {
    attempt: attempt ?? 1,
    ...(lastHeartbeatTime && { at: new Date(tsToMs(lastHeartbeatTime)).toISOString() }),
    ...(lastWorkerIdentity && { worker: lastWorkerIdentity }),
    ...(progress && { progress }),
    ...(waits !== undefined && { waits }),
    ...(lastFailure?.message && { lastFailure: lastFailure.message }),
  };
}
