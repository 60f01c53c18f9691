import { Client, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replaceableConfiguration } from '../../config/configuration-in-force.js';
import { AUTOSYNC_TASK_QUEUE, CONFIGURATION_ID } from '../../domain/naming.js';
import { connectToTemporal, type TemporalSettings } from '../../temporal/connection.js';
import { configurationStore } from '../../temporal/configuration/configuration-store.js';
import { ensureConfiguration } from '../../temporal/configuration/revived-configuration.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { createWorkflowWorker } from '../../worker/create-workers.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { sampleChange } from '../sample-change.js';
import { until } from '../rig/until.js';

/*
 * A worker that is killed while it handles an update leaves a workflow task that times out. What comes meanwhile is handled
 * with the update by the worker that takes over, in one go; a later replay does so one after the other (a known weakness of
 * Temporal's SDKs). The commands must be the same. The run lock, whose decisions go by the time of a task, has no updates.
 */

let settings: TemporalSettings;
let connection: NativeConnection;
let client: Client;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  settings = await namespaceOfItsOwn();
  connection = await connectWorkerToTemporal(settings);
  client = new Client({
    connection: await connectToTemporal(settings),
    namespace: settings.namespace,
  });
});
afterAll(async () => {
  await client.connection.close();
  await connection.close();
});

it('the configuration is applied while its worker is killed, and replays', async () => {
  await ensureConfiguration(client);
  const handle = client.workflow.getHandle(CONFIGURATION_ID);
  await firstTaskWithoutCommands();

  const applied = configurationStore(client).apply(sampleChange(1, 'servers: { a: {}, b: {} }', ['a', 'b']));
  await loseTaskWithUpdate();
  // Other workers begin.
  await ensureConfiguration(client);
  await ensureConfiguration(client);
  await handledByAWorker(handle, 2);
  expect(await applied).toMatchObject({ revision: 1 });
  // What a task has done is looked at as the next one is replayed.
  await ensureConfiguration(client);
  await handledByAWorker(handle, 3);
  await expectReplay(handle);
});

it('a worker that is held for as long as a machine is moved has not taken too long', async () => {
  const worker = await makeWorker();
  // What the SDK breaks workflow code off by. It is none of its documented options.
  expect(worker.options).toMatchObject({ isolateExecutionTimeoutMs: 120_000 });
  await worker.runUntil(Promise.resolve());
});

function makeWorker(): Promise<Worker> {
  return createWorkflowWorker({
    connection,
    client,
    configuration: replaceableConfiguration(),
    report: () => undefined,
    workflowBundle: WORKFLOW_BUNDLE,
  });
}

/** Has a worker carry out workflow tasks until so many of them are completed; then it is gone. */
async function handledByAWorker(handle: WorkflowHandle, completedTasks: number): Promise<void> {
  const worker = await makeWorker();
  await worker.runUntil(
    until(async () => {
      const { events } = await handle.fetchHistory();
      const completed = events?.filter((event) => event.workflowTaskCompletedEventAttributes) ?? [];
      return completed.length >= completedTasks;
    }),
  );
}

/** Carries out the first workflow task as our worker does where there is nothing to do yet. */
async function firstTaskWithoutCommands(): Promise<void> {
  const { taskToken } = await pollAsWorker();
  await client.workflowService.respondWorkflowTaskCompleted({
    namespace: settings.namespace,
    identity: WORKER,
    taskToken,
    commands: [],
    sdkMetadata: {
      // What the SDK notes with its first task: https://github.com/temporalio/sdk-typescript, packages/workflow/src/flags.ts
      coreUsedFlags: [1, 2, 3],
      langUsedFlags: [2],
      sdkName: 'temporal-typescript',
      sdkVersion: '1.24.0',
    },
  });
}

/** Takes the workflow task that an update has made, as a worker does that is killed then. */
async function loseTaskWithUpdate(): Promise<void> {
  const { messages } = await pollAsWorker();
  expect(messages).toHaveLength(1);
}

const WORKER = 'a worker that is killed';

function pollAsWorker() {
  return client.withDeadline(Date.now() + 60_000, () =>
    client.workflowService.pollWorkflowTaskQueue({
      namespace: settings.namespace,
      taskQueue: { name: AUTOSYNC_TASK_QUEUE },
      identity: WORKER,
    }),
  );
}

async function expectReplay(handle: WorkflowHandle): Promise<void> {
  const history = await handle.fetchHistory();
  expect(history.events?.some((event) => event.workflowTaskTimedOutEventAttributes)).toBe(true);
  await Worker.runReplayHistory({ workflowBundle: { codePath: WORKFLOW_BUNDLE } }, history);
}
