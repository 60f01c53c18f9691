import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AUTOSYNC_TASK_QUEUE, CONFIGURATION_ID } from '../../domain/naming.js';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import { connectToTemporal } from '../../temporal/connection.js';
import { configurationStore } from '../../temporal/configuration/configuration-store.js';
import {
  ensureConfiguration,
  revivedConfiguration,
} from '../../temporal/configuration/revived-configuration.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { sampleChange } from '../sample-change.js';

let connection: NativeConnection;
let client: Client;
let worker: Worker;
let ended: Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { namespace, ...settings } = await namespaceOfItsOwn();
  connection = await connectWorkerToTemporal({ namespace, ...settings });
  client = new Client({
    connection: await connectToTemporal({ namespace, ...settings }),
    namespace,
    interceptors: ASKS_AGAIN,
  });
  worker = await Worker.create({
    connection,
    namespace,
    taskQueue: AUTOSYNC_TASK_QUEUE,
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
  });
  ended = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await ended;
  await client.connection.close();
  await connection.close();
});

it('a configuration workflow that somebody ends is started again with what it knew, by whoever follows it', async () => {
  let told = 0;
  const configuration = revivedConfiguration(client, () => (told += 1));
  await ensureConfiguration(client);
  await configuration.apply(sampleChange(1, 'servers: { a: { importInterval: 1h } }', ['a']));

  await client.workflow.getHandle(CONFIGURATION_ID).terminate('by the test');
  expect(await configuration.standing()).toMatchObject({ revision: 1, due: ['a'] });
  expect(told).toBe(1);
  expect((await configuration.revision())?.text).toContain('importInterval: 1h');

  await client.workflow.getHandle(CONFIGURATION_ID).terminate('by the test');
  await ensureConfiguration(client);
  expect(await configuration.standing()).toMatchObject({ revision: 1 });
  expect(told).toBe(1);
});

it('a configuration workflow that somebody ends just when it is looked after begins with what it knew, too', async () => {
  await ensureConfiguration(client);
  const { revision } = await configurationStore(client).standing();
  let isToEnd = true;
  const seesItRun = new Client({
    connection: client.connection,
    namespace: client.options.namespace,
    interceptors: {
      workflow: [
        ...(ASKS_AGAIN.workflow as []),
        {
          async describe(input, next) {
            const description = await next(input);
            if (isToEnd) await client.workflow.getHandle(CONFIGURATION_ID).terminate('by the test');
            isToEnd = false;
            return description;
          },
        },
      ],
    },
  });
  await ensureConfiguration(seesItRun);
  expect(await configurationStore(client).standing()).toMatchObject({ revision });
  expect(revision).toBe(1);
});
