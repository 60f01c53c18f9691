import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { alwaysInForce } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import type { CycleInput, CycleStart } from '../../domain/cycle/cycle.js';
import type { AutoSyncEvent } from '../../domain/events.js';
import { runLockId } from '../../domain/naming.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import type { Clock } from '../../simulator/engine/clock.js';
import type { WorldDefinition } from '../../simulator/definition/world-definition.js';
import { startSimulator, type RunningSimulator } from '../../simulator/server.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import type { TemporalSettings } from '../../temporal/connection.js';
import { runWorkers, type RunningWorkers } from '../../worker/run-workers.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { until } from './until.js';
import { namespaceOfItsOwn } from './namespace-of-its-own.js';

/** `npm test` builds first: workers run the bundle that a user's worker runs. */
export const WORKFLOW_BUNDLE = fileURLToPath(
  new URL('../../dist/worker/workflow-bundle.js', import.meta.url),
);

/** Fast enough for a test, slow enough that runs overlap. */
export const TEST_SPEED = 500;

/**
 * A sync server of its own for one test: simulator and workers in this process, the Temporal server shared, in a
 * namespace of its own.
 */
export interface Rig {
  readonly server: string;
  readonly temporal: TemporalSettings;
  readonly simulator: SimulatorClient;
  readonly engine: SyncEngine;
  readonly running: RunningSimulator;
  readonly workers: RunningWorkers;
  readonly events: readonly AutoSyncEvent[];
  start(
    managementAgent: string,
    start: CycleStart,
    more?: Partial<CycleInput>,
  ): Promise<WorkflowHandleWithFirstExecutionRunId<CycleWorkflow>>;
  stop(): Promise<void>;
}

let installed = false;

/** Sets a rig up. @param wrap lets a test stand between the activities and the engine */
export async function startRig(
  definition: WorldDefinition,
  options: {
    readonly speed?: number;
    /** The simulator's; absent = the machine's own. */
    readonly clock?: Clock;
    readonly wrap?: (engine: SyncEngine) => SyncEngine;
    /** More settings of the sync server, as in the configuration file: `engineLookInterval: 1s`. */
    readonly settings?: string;
    /** A Temporal server other than the one that all tests share. */
    readonly temporal?: TemporalSettings;
  } = {},
): Promise<Rig> {
  if (!installed) Runtime.install({ logger: new DefaultLogger('ERROR') });
  installed = true;
  const server = `test-${randomUUID().slice(0, 8)}`;
  const temporal = options.temporal ?? (await namespaceOfItsOwn());
  const running = await startSimulator({
    definition,
    speed: options.speed ?? TEST_SPEED,
    seed: 1,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const events: AutoSyncEvent[] = [];
  const configuration = parseConfiguration(
    `servers: { ${server}: { ${['importInterval: never', options.settings ?? []].flat().join(', ')} } }`,
    'the rig',
  );
  const engine = (options.wrap ?? ((same) => same))(
    connectSyncEngine({ simulator: { url: running.url } }, configuration.servers[server]?.abandonedAfter),
  );
  const workers = await runWorkers({
    settings: temporal,
    configuration: alwaysInForce(configuration),
    roles: { workflows: true, engines: { [server]: engine } },
    report: (event) => {
      if (event.server === server) events.push(event);
    },
    workflowBundle: WORKFLOW_BUNDLE,
  });
  await ensureRunLock(workers.client, server, configuration.servers[server]);
  // Otherwise it may look while the test's own first run goes on, and find its changes.
  await untilRunLockHasBegun(workers.client, server);
  return {
    server,
    temporal,
    simulator: simulatorClient(running.url),
    engine,
    running,
    workers,
    events,
    start(managementAgent, start, more = {}) {
      const input: CycleInput = {
        server,
        managementAgent,
        start,
        cause: { trigger: 'operator', description: 'a test' },
        lineage: [],
        maxDepth: 10,
        ...more,
      };
      return workers.client.workflow.start<CycleWorkflow>(
        CYCLE_WORKFLOW,
        cycleOptions(input, randomUUID().slice(0, 8)),
      );
    },
    async stop() {
      await workers.shutdown();
      await running.close();
    },
  };
}

/**
 * What a run lock does as it begins: it looks for what was left undone (there is nothing in a world that is new), and has
 * the schedules be made that the rig's configuration wants (none: it would remove those that a test makes).
 */
const AT_THE_BEGINNING = ['managementAgentsWithWorkLeft', 'reconcileSchedules'];

async function untilRunLockHasBegun(client: Client, server: string): Promise<void> {
  await until(async () => {
    const { events = [] } = await client.workflow.getHandle(runLockId(server)).fetchHistory();
    const completed = new Set(
      events?.map(({ activityTaskCompletedEventAttributes: its }) => String(its?.scheduledEventId)),
    );
    return AT_THE_BEGINNING.every((activity) =>
      events?.some(
        ({ eventId, activityTaskScheduledEventAttributes: its }) =>
          its?.activityType?.name === activity && completed.has(String(eventId)),
      ),
    );
  });
}
