import { tsToMs } from '@temporalio/common/lib/time.js';
import protocol from '@temporalio/proto';
import type { TemporalProbe } from '../health/temporal-probe.js';
import type { TemporalAccess } from './temporal-access.js';

const { TaskQueueType } = protocol.temporal.api.enums.v1;

/** Temporal's health, asked of its server. */
export function temporalProbe(temporal: TemporalAccess): TemporalProbe {
  const { workflowService } = temporal.connection;
  return {
    serverVersion: async () => {
      const { serverVersion } = await temporal.call(() => workflowService.getSystemInfo({}));
      return serverVersion;
    },
    pollers: async (taskQueue, kind) => {
      const { pollers } = await temporal.call(() =>
        workflowService.describeTaskQueue({
          namespace: temporal.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType:
            kind === 'workflow'
              ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
              : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        }),
      );
      return pollers.map(({ identity, lastAccessTime }) => {
        const askedAt = lastAccessTime ? tsToMs(lastAccessTime) : undefined;
        return {
          identity: identity ?? 'an unnamed worker',
          silentMs: askedAt === undefined ? Infinity : Math.max(0, Date.now() - askedAt),
          ...(askedAt !== undefined && { askedAt }),
        };
      });
    },
  };
}
