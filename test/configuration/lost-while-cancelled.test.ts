import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AUTOSYNC_TASK_QUEUE, CONFIGURATION_ID } from '../../domain/naming.js';
import { connectToTemporal, type TemporalSettings } from '../../temporal/connection.js';
import { configurationStore } from '../../temporal/configuration/configuration-store.js';
import { ensureConfiguration } from '../../temporal/configuration/revived-configuration.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { sampleChange } from '../sample-change.js';

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

it('a worker that is killed with work that a new revision has cancelled: the new one is carried out, when the old is over', async () => {
  await ensureConfiguration(client);
  const worker = await Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: AUTOSYNC_TASK_QUEUE,
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
  });
  await worker.runUntil(async () => {
    const configuration = configurationStore(client);
    await configuration.apply(revision(1));
    const first = [await pollAsWorker(), await pollAsWorker()];
    const [killed, givesUp] = first.map(({ taskToken }) => taskToken);
    const { namespace } = settings;
    await Promise.all([
      configuration.apply(revision(2)),
      untilCancelled(killed!),
      // The one gives up; the other is killed: nothing more is heard of it.
      untilCancelled(givesUp!).then(() =>
        client.workflowService.respondActivityTaskCanceled({
          namespace,
          identity: WORKER,
          taskToken: givesUp!,
        }),
      ),
    ]);
    for (const _ of first) {
      const { input, taskToken } = await pollAsWorker();
      expect(defaultPayloadConverter.fromPayload(input!.payloads![0]!)).toMatchObject({ revision: 2 });
      await client.workflowService.respondActivityTaskCompleted({ namespace, identity: WORKER, taskToken });
    }
    await until(async () => (await configuration.standing()).due.length === 0);
    expect(await configuration.standing()).toMatchObject({ revision: 2 });
  });
  const work = await whatBecameOfWork();
  expect(work.slice(0, 2)).toEqual(['begun', 'begun']);
  // Which is over first depends on how long the one that gives up takes to say so.
  expect(work.slice(2, 4).toSorted()).toEqual(['cancelled', 'timed out']);
  expect(work.slice(4).toSorted()).toEqual(['begun', 'begun', 'done', 'done']);
});

async function whatBecameOfWork(): Promise<readonly string[]> {
  const { events } = await client.workflow.getHandle(CONFIGURATION_ID).fetchHistory();
  return (events ?? []).flatMap((event) => {
    if (event.activityTaskScheduledEventAttributes) return ['begun'];
    if (event.activityTaskCanceledEventAttributes) return ['cancelled'];
    if (event.activityTaskTimedOutEventAttributes) return ['timed out'];
    return event.activityTaskCompletedEventAttributes ? ['done'] : [];
  });
}

function revision(number: number) {
  return sampleChange(number, `servers: { a: {}, b: {} } # ${number}`, ['a', 'b']);
}

const WORKER = 'a worker that is killed';

/** Shows that the work goes on, until it is told that nobody wants it any more. */
function untilCancelled(taskToken: Uint8Array): Promise<void> {
  return until(async () => {
    const { cancelRequested } = await client.workflowService.recordActivityTaskHeartbeat({
      namespace: settings.namespace,
      identity: WORKER,
      taskToken,
    });
    return cancelRequested;
  });
}

function pollAsWorker() {
  return client.withDeadline(Date.now() + 60_000, () =>
    client.workflowService.pollActivityTaskQueue({
      namespace: settings.namespace,
      taskQueue: { name: AUTOSYNC_TASK_QUEUE },
      identity: WORKER,
    }),
  );
}
