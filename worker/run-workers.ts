import { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import { ASKS_AGAIN } from '../temporal/ask-workflow.js';
import type { ConfigurationInForce } from '../config/configuration-in-force.js';
import type { AutoSyncEvent } from '../domain/events.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../domain/search-attributes.js';
import { connectToTemporal, type TemporalSettings } from '../temporal/connection.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { connectWorkerToTemporal } from '../temporal/worker-connection.js';
import type { SyncEngine } from '../sync-engine/port.js';
import { createEngineWorker, createWorkflowWorker, type WorkerRoles } from './create-workers.js';

/** Workers that run in this process. */
export interface RunningWorkers {
  readonly client: Client;
  /**
   * Has the work that touches the engine of a sync server done here from now on, with this connection to it. One that there
   * was gives up: the runs that it followed go on in the engine, and are adopted.
   */
  serve(server: string, engine: SyncEngine): Promise<void>;
  /** Leaves the engine of a sync server alone from now on. */
  leave(server: string): Promise<void>;
  /** Settles when the workers have been shut down; rejects when one of them failed. */
  readonly stopped: Promise<void>;
  /** Lets the workers give up what they do, and closes their connections. Runs go on in the engine. */
  shutdown(): Promise<void>;
}

/** What {@link runWorkers} needs. */
export interface RunWorkersOptions {
  readonly settings: TemporalSettings;
  readonly configuration: ConfigurationInForce;
  readonly roles: WorkerRoles;
  readonly report: (event: AutoSyncEvent) => void;
  /** Path of the workflow bundle; by default the one that `npm run build` makes. */
  readonly workflowBundle?: string;
}

/**
 * Connects to Temporal, registers the search attributes, and runs the workers.
 *
 * @throws {AutoSyncError} `temporal-unreachable`, `invalid-configuration`
 */
export async function runWorkers(options: RunWorkersOptions): Promise<RunningWorkers> {
  const { settings, configuration, roles, report, workflowBundle } = options;
  const { namespace } = settings;
  const clientConnection = await connectToTemporal(settings);
  await registerSearchAttributes(clientConnection, namespace, SEARCH_ATTRIBUTE_TYPES);
  const connection = await connectWorkerToTemporal(settings);
  const client = new Client({ connection: clientConnection, namespace, interceptors: ASKS_AGAIN });
  const engineWorkers = new Map<string, { readonly worker: Worker; readonly ended: Promise<void> }>();
  let resolve: (() => void) | undefined;
  let reject: ((error: unknown) => void) | undefined;
  const stopped = new Promise<void>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  // Whoever does not wait for it must not end the process.
  stopped.catch(() => undefined);

  function run(worker: Worker): { readonly worker: Worker; readonly ended: Promise<void> } {
    const ended = worker.run();
    ended.catch((error: unknown) => reject?.(error));
    return { worker, ended };
  }

  async function leave(server: string): Promise<void> {
    const running = engineWorkers.get(server);
    engineWorkers.delete(server);
    if (running?.worker.getState() === 'RUNNING') running.worker.shutdown();
    await running?.ended;
  }

  async function serve(server: string, engine: SyncEngine): Promise<void> {
    // Temporal's SDK refuses a second worker for the same queue.
    await leave(server);
    engineWorkers.set(server, run(await createEngineWorker({ connection, client }, server, engine)));
  }

  for (const [server, engine] of Object.entries(roles.engines)) await serve(server, engine);
  const workflows = roles.workflows
    ? run(
        await createWorkflowWorker({
          connection,
          client,
          configuration,
          report,
          ...(workflowBundle === undefined ? {} : { workflowBundle }),
        }),
      )
    : undefined;
  return {
    client,
    serve,
    leave,
    stopped,
    async shutdown() {
      if (workflows?.worker.getState() === 'RUNNING') workflows.worker.shutdown();
      await Promise.all([workflows?.ended, ...[...engineWorkers.keys()].map(leave)]);
      resolve?.();
      await Promise.all([connection.close(), clientConnection.close()]);
    },
  };
}
