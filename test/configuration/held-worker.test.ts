import { activityInfo } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHousekeepingActivities } from '../../activities/housekeeping-activities.js';
import { replaceableConfiguration } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import { AUTOSYNC_TASK_QUEUE, CONFIGURATION_ID, runLockId } from '../../domain/naming.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../../domain/search-attributes.js';
import { connectToTemporal, type TemporalSettings } from '../../temporal/connection.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { configurationStore } from '../../temporal/configuration/configuration-store.js';
import { ensureConfiguration } from '../../temporal/configuration/revived-configuration.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { runLockStatus } from '../../workflows/contract.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { sampleChange } from '../sample-change.js';

let settings: TemporalSettings;
let connection: NativeConnection;
let client: Client;
let worker: Worker;
let ended: Promise<void>;

const inForce = replaceableConfiguration();
/** What the first attempt to give a sync server up has come to. */
let attempt: 'to come' | 'held' | 'released' | 'over' = 'to come';
let held: { readonly workflowId: string; readonly activityId: string } | undefined;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  settings = await namespaceOfItsOwn();
  const { namespace } = settings;
  connection = await connectWorkerToTemporal(settings);
  const clientConnection = await connectToTemporal(settings);
  await registerSearchAttributes(clientConnection, namespace, SEARCH_ATTRIBUTE_TYPES);
  client = new Client({ connection: clientConnection, namespace });
  // Holds an attempt to give a sync server up, between its last question and the end of the run lock.
  const ofActivities = new Client({
    connection: clientConnection,
    namespace,
    interceptors: {
      workflow: [
        {
          async query(input, next) {
            const answer = await next(input);
            if (input.queryType !== runLockStatus.name || attempt !== 'to come') return answer;
            const { activityType, activityId } = activityInfo();
            if (activityType !== 'giveUpServer') return answer;
            held = { workflowId: CONFIGURATION_ID, activityId };
            attempt = 'held';
            await until(() => Promise.resolve(attempt === 'released'));
            return answer;
          },
        },
      ],
    },
  });
  const activities = createHousekeepingActivities(ofActivities, inForce);
  worker = await Worker.create({
    connection,
    namespace,
    taskQueue: AUTOSYNC_TASK_QUEUE,
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
    activities: {
      ...activities,
      giveUpServer: (order: { readonly server: string; readonly revision: number }) =>
        activities.giveUpServer(order).finally(() => (attempt = 'over')),
    },
  });
  ended = worker.run();
  await ensureConfiguration(client);
});
afterAll(async () => {
  worker.shutdown();
  await ended;
  await client.connection.close();
  await connection.close();
});

async function apply(number: number, servers: readonly string[], text: string): Promise<void> {
  await configurationStore(client).apply(sampleChange(number, text, servers));
}

async function takeUp(number: number): Promise<void> {
  const revision = await configurationStore(client).revision(number);
  inForce.replace({
    revision: { number, at: revision?.at ?? 0 },
    configuration: parseConfiguration(revision?.text ?? '', 'a test'),
  });
}

const lock = (server: string) => client.workflow.getHandle(runLockId(server));
const untilInForce = () =>
  until(async () => {
    const { due, leaving } = await configurationStore(client).standing();
    return due.length + leaving.length === 0;
  });

it('an attempt to give a sync server up that was held leaves it alone if it has been configured again', async () => {
  await apply(1, ['a', 'b'], 'servers: { a: {}, b: {} }');
  await takeUp(1);
  await untilInForce();
  await apply(2, ['a'], 'servers: { a: {} }');
  await takeUp(2);
  await until(() => Promise.resolve(attempt === 'held'));

  await apply(3, ['a', 'b'], 'servers: { a: {}, b: { lockPolicy: fifo } }');
  await takeUp(3);
  // As when Temporal misses the heartbeats of a worker.
  await client.activity.fail(held!, new Error('a test'));
  await untilInForce();
  attempt = 'released';
  await until(() => Promise.resolve(attempt === 'over'));
  expect((await lock('b').describe()).status.name).toBe('RUNNING');
  expect(await lock('b').query(runLockStatus)).toMatchObject({ policy: 'fifo' });
});

it("the run lock's schedules are not made by the revision before, which a worker may know as yet", async () => {
  await untilInForce();
  const behind = replaceableConfiguration();
  behind.replace({
    revision: { number: 1 },
    configuration: parseConfiguration('servers: { b: {} }', 'a test'),
  });
  const activities = createHousekeepingActivities(client, behind);
  const { revision } = await inForce.read();
  let isMade = false;
  const made = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
    .run(() => activities.reconcileSchedules({ server: 'a', revision }))
    .then(() => (isMade = true));
  await client.workflow.getHandle(CONFIGURATION_ID).describe();
  expect(isMade).toBe(false);
  behind.replace(await inForce.read());
  await made;
});

it('a cycle on a worker that has not heard of the applied revision starts no run lock by the one before', async () => {
  await untilInForce();
  await apply(4, ['a', 'b'], 'servers: { a: { lockPolicy: fifo }, b: {} }');
  await takeUp(4);
  await untilInForce();
  await lock('a').terminate('a test');

  const behind = replaceableConfiguration();
  behind.replace({
    revision: { number: 1 },
    configuration: parseConfiguration('servers: { a: {} }', 'a test'),
  });
  const activities = createHousekeepingActivities(client, behind);
  const made = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(() =>
    activities.ensureRunLock({ server: 'a' }),
  );
  behind.replace(await inForce.read());
  await made;
  expect(await lock('a').query(runLockStatus)).toMatchObject({ policy: 'fifo' });
});
