import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { Worker, type InjectedSinks, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { createEngineActivities } from '../activities/engine-activities.js';
import { watchedRunLock } from '../activities/watch/watched-run-lock.js';
import { createHousekeepingActivities } from '../activities/housekeeping-activities.js';
import type { ConfigurationInForce } from '../config/configuration-in-force.js';
import type { AutoSyncEvent } from '../domain/events.js';
import { AUTOSYNC_TASK_QUEUE, engineTaskQueue } from '../domain/naming.js';
import type { SyncEngine } from '../sync-engine/port.js';
import type { EventSinks } from '../workflows/cycle/context.js';

/** What a worker process takes part in. */
export interface WorkerRoles {
  /** Workflows and activities that touch no engine: any host. */
  readonly workflows: boolean;
  /** Sync servers whose engines this host can reach. */
  readonly engines: Readonly<Record<string, SyncEngine>>;
}

/** What workers are made of. */
export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly configuration: ConfigurationInForce;
  readonly report: (event: AutoSyncEvent) => void;
  /** Path of the workflow bundle; by default the one that `npm run build` makes next to this file. */
  readonly workflowBundle?: string;
}

const WORKFLOW_BUNDLE = fileURLToPath(new URL('workflow-bundle.js', import.meta.url));

/** A worker that is gone is noticed by its silence: heartbeats must not be held back for longer than this. */
const HEARTBEAT_AT_MOST_EVERY = '1 second';

/**
 * Time in which a process is held (suspended, its machine moved) counts as if workflow code had taken it, and Node.js does
 * not survive that such code is broken off: "async hook stack has become corrupted".
 */
const LONGEST_HOLD = '2 minutes';

/** What Temporal's SDK goes by and does not list among its options. */
interface NotExposed {
  readonly isolateExecutionTimeout: string;
}

/**
 * The worker for what touches one engine.
 *
 * On shutdown the activities give up at once and leave their runs to the engine: another worker takes them over.
 */
export function createEngineWorker(
  { connection, client }: Pick<WorkerParts, 'connection' | 'client'>,
  server: string,
  engine: SyncEngine,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: client.options.namespace,
    taskQueue: engineTaskQueue(server),
    activities: createEngineActivities(engine, watchedRunLock(client, server)),
    maxHeartbeatThrottleInterval: HEARTBEAT_AT_MOST_EVERY,
    // A run waits most of its time: as many as there are management agents may go on at once.
    maxConcurrentActivityTaskExecutions: 500,
  });
}

/** The worker for the workflows, and for what touches no engine. */
export function createWorkflowWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, client, configuration } = parts;
  const sinks: InjectedSinks<EventSinks> = {
    events: { report: { fn: (_info, event) => parts.report(event), callDuringReplay: false } },
  };
  const options: WorkerOptions & NotExposed = {
    connection,
    namespace: client.options.namespace,
    taskQueue: AUTOSYNC_TASK_QUEUE,
    workflowBundle: { codePath: parts.workflowBundle ?? WORKFLOW_BUNDLE },
    activities: createHousekeepingActivities(client, configuration),
    maxHeartbeatThrottleInterval: HEARTBEAT_AT_MOST_EVERY,
    isolateExecutionTimeout: LONGEST_HOLD,
    sinks,
  };
  return Worker.create(options);
}
