import { Client } from '@temporalio/client';
import type { Configuration } from '../config/schema.js';
import type { AutoSyncEvent } from '../domain/events.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../domain/search-attributes.js';
import { connectToTemporal, type TemporalSettings } from '../temporal/connection.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { connectWorkerToTemporal } from '../temporal/worker-connection.js';
import { createWorkers, type WorkerRoles } from './create-workers.js';

/** Workers that run in this process. */
export interface RunningWorkers {
  readonly client: Client;
  /** Settles when the workers have stopped; rejects when one of them failed. */
  readonly stopped: Promise<void>;
  /** Lets the workers give up what they do, and closes their connections. Runs go on in the engine. */
  shutdown(): Promise<void>;
}

/** What {@link runWorkers} needs. */
export interface RunWorkersOptions {
  readonly settings: TemporalSettings;
  readonly configuration: Configuration;
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
  const client = new Client({ connection: clientConnection, namespace });
  const workers = await createWorkers({
    connection,
    client,
    configuration,
    roles,
    report,
    ...(workflowBundle === undefined ? {} : { workflowBundle }),
  });
  const stopped = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  return {
    client,
    stopped,
    async shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
      await Promise.all([connection.close(), clientConnection.close()]);
    },
  };
}
