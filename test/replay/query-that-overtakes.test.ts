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

it('a workflow that goes by the time replays, whatever it was asked while its worker was gone', async () => {
  const handle = await client.workflow.start('goesByTheTime', { taskQueue: TASK_QUEUE, workflowId: 'w' });
  await firstTaskOfAWorkerThatIsKilled();
  const asked = handle.query<number>('heard').catch((error: unknown) => error);
  // The question is with Temporal when this has come back.
  await handle.describe();
  await handle.signal('hear');
  await handle.signal('hear');

  await withAWorker(async () => {
    expect(await asked).toMatchObject({ message: HISTORY_MOVED_ON });
    await until(async () => (await timersOf(handle)) === 2);
    expect(await handle.query('heard')).toBe(2);
  });
  await Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory());
});

it('our workflows are watched so, too', async () => {
  expect(await readFile(WORKFLOW_BUNDLE, 'utf8')).toContain('watchForHalfATask');
});

/** Its queue counts as alive for some seconds: what is for the workflow waits there. */
async function firstTaskOfAWorkerThatIsKilled(): Promise<void> {
  const { workflowService } = client;
  const { namespace } = settings;
  const sticky = { name: 'its own queue', kind: 2, normalName: TASK_QUEUE } as const;
  const { taskToken } = await client.withDeadline(Date.now() + 60_000, () =>
    workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE }, identity: KILLED }),
  );
  await workflowService.respondWorkflowTaskCompleted({
    namespace,
    identity: KILLED,
    taskToken,
    commands: [],
    stickyAttributes: { workerTaskQueue: sticky, scheduleToStartTimeout: { seconds: 10 as never } },
    // What the SDK notes with its first task: https://github.com/temporalio/sdk-typescript, packages/workflow/src/flags.ts
    sdkMetadata: { coreUsedFlags: [1, 2, 3], langUsedFlags: [2], sdkName: 'temporal-typescript' },
  });
  const polled = client.withDeadline(Date.now() + SHORTEST_POLL_MS, () =>
    workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: sticky, identity: KILLED }),
  );
  await expect(polled).resolves.toMatchObject({ attempt: 0 });
}

async function withAWorker(doing: () => Promise<void>): Promise<void> {
  const worker = await Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle,
  });
  await worker.runUntil(doing);
}

async function timersOf(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.filter((event) => event.timerStartedEventAttributes).length ?? 0;
}
