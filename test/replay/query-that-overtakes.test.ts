import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, type WorkflowHandle } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import { connectToTemporal, type TemporalSettings } from '../../temporal/connection.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { HISTORY_MOVED_ON } from '../../workflows/contract.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { until } from '../rig/until.js';

/*
 * A query overtakes the signals that come after it: its worker has just been killed, and the one that takes it up is given
 * them with the history. See `workflows/interceptors/half-a-task.ts`.
 */

const TASK_QUEUE = 'a task queue';
/** Temporal refuses a poll that would end sooner. */
const SHORTEST_POLL_MS = 3_000;
const KILLED = 'a worker that is killed';
const STICKY = { name: 'its own queue', kind: 2, normalName: TASK_QUEUE } as const;

let settings: TemporalSettings;
let connection: NativeConnection;
let client: Client;
let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  settings = await namespaceOfItsOwn();
  connection = await connectWorkerToTemporal(settings);
  client = new Client({ connection: await connectToTemporal(settings), namespace: settings.namespace });
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflow-that-goes-by-the-time.ts', import.meta.url)),
    workflowInterceptorModules: [
      fileURLToPath(new URL('../../workflows/interceptors/half-a-task.ts', import.meta.url)),
    ],
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
    }),
    logger: new DefaultLogger('ERROR'),
  });
});
afterAll(async () => {
  await client.connection.close();
  await connection.close();
});

it('a question overtakes signals for which no workflow task has begun', async () => {
  const handle = await startedByAWorkerThatIsKilled('w1');
  const asked = ask(handle);
  // The question is with Temporal when this has come back.
  await handle.describe();
  await handle.signal('hear');
  await handle.signal('hear');
  await expectRightAnswers(handle, asked);
});

it('a question overtakes a signal whose workflow task was lost with the worker', async () => {
  const handle = await startedByAWorkerThatIsKilled('w2');
  const asked = ask(handle);
  expect((await pollAsKilled(STICKY)).query?.queryType).toBe('heard');
  await handle.signal('hear');
  expect((await pollAsKilled(STICKY)).query).toBeFalsy();
  await handle.signal('hear');
  await expectRightAnswers(handle, asked);
});

it('a workflow that was terminated before it dealt with everything answers all the same', async () => {
  const handle = await startedByAWorkerThatIsKilled('w3');
  await handle.signal('hear');
  await handle.terminate('by the test');
  const asks = new Client({
    connection: client.connection,
    namespace: settings.namespace,
    interceptors: ASKS_AGAIN,
  });
  await (
    await worker()
  ).runUntil(async () => {
    expect(await asks.workflow.getHandle('w3').query<number>('heard')).toBe(1);
  });
});

it('our workflows are watched so, too', async () => {
  expect(await readFile(WORKFLOW_BUNDLE, 'utf8')).toContain('watchForHalfATask');
});

/** Its queue counts as alive for some seconds: what is for the workflow waits there. */
async function startedByAWorkerThatIsKilled(workflowId: string): Promise<WorkflowHandle> {
  const handle = await client.workflow.start('goesByTheTime', { taskQueue: TASK_QUEUE, workflowId });
  const { taskToken } = await pollAsKilled({ name: TASK_QUEUE });
  await client.workflowService.respondWorkflowTaskCompleted({
    namespace: settings.namespace,
    identity: KILLED,
    taskToken,
    commands: [],
    stickyAttributes: { workerTaskQueue: STICKY, scheduleToStartTimeout: { seconds: 10 as never } },
    // What the SDK notes with its first task: https://github.com/temporalio/sdk-typescript, packages/workflow/src/flags.ts
    sdkMetadata: { coreUsedFlags: [1, 2, 3], langUsedFlags: [2], sdkName: 'temporal-typescript' },
  });
  // It is there.
  await pollAsKilled(STICKY);
  return handle;
}

function pollAsKilled(taskQueue: { readonly name: string }) {
  return client.withDeadline(Date.now() + SHORTEST_POLL_MS, () =>
    client.workflowService.pollWorkflowTaskQueue({
      namespace: settings.namespace,
      taskQueue,
      identity: KILLED,
    }),
  );
}

/** @returns the answer, or why there was none */
function ask(handle: WorkflowHandle): Promise<unknown> {
  return client.withDeadline(Date.now() + 30_000, () =>
    handle.query<number>('heard').catch((error: unknown) => error),
  );
}

/** The question that had to wait is refused; the next one is answered, and the history replays. */
async function expectRightAnswers(handle: WorkflowHandle, asked: Promise<unknown>): Promise<void> {
  await (
    await worker()
  ).runUntil(async () => {
    expect(await asked).toMatchObject({ message: HISTORY_MOVED_ON });
    await until(async () => (await tasksDone(handle)) === 2);
  });
  const history = await handle.fetchHistory();
  await Worker.runReplayHistory({ workflowBundle }, history);
}

function worker(): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle,
  });
}

async function tasksDone(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
}
