import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  configurationService,
  type ConfigurationService,
} from '../../api/configuration/configuration-service.js';
import { temporalConfiguration } from '../../api/temporal/temporal-configuration.js';
import { accessTemporal, type TemporalAccess } from '../../api/temporal/temporal-access.js';
import { replaceableConfiguration } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import { AutoSyncError } from '../../domain/errors.js';
import { CONFIGURATION_ID, runLockId, schedulePrefixes } from '../../domain/naming.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import { startSimulator, type RunningSimulator } from '../../simulator/server.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import type { TemporalSettings } from '../../temporal/connection.js';
import { goByConfiguration } from '../../worker/go-by-configuration.js';
import { runWorkers, type RunningWorkers } from '../../worker/run-workers.js';
import { CYCLE_WORKFLOW, cycleView, runLockStatus, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { PLANTED, searchHistories } from '../rig/planted-secrets.js';
import { WORKFLOW_BUNDLE } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

const SECRETS = {
  AUTOSYNC_TEST_TOKEN: `${PLANTED}Token`,
  AUTOSYNC_TEST_HEADER: `${PLANTED}Header`,
  AUTOSYNC_TEST_WEBHOOK: `whsec_${PLANTED}Webhook000`,
};
const IN_ADDRESS = `${PLANTED}Address`;
const clock = createStoppedClock();
const logged: string[] = [];
const stopping = new AbortController();

let temporal: TemporalSettings;
let running: RunningSimulator;
let simulator: SimulatorClient;
let workers: RunningWorkers;
let access: TemporalAccess;
let service: ConfigurationService;
let followed: Promise<void>;
let controller: Server;
const asked: string[] = [];

function server(settings = ''): string {
  return `{ engine: { simulator: { url: '${running.url}' } }, importInterval: never, ${settings} }`;
}

function configurationText(main: string, more = ''): string {
  return `# by hand\nservers:\n  main: ${main}\n${more}`;
}

function apply(text: string) {
  return service.apply(text, { by: 'jane', why: 'a test', idempotencyKey: undefined });
}

async function untilInForce(): Promise<void> {
  await until(async () => {
    try {
      return (await service.current()).pending.length === 0;
    } catch (error) {
      // On a busy machine nobody may answer in time.
      if (error instanceof AutoSyncError && error.code === 'worker-unreachable') return false;
      throw error;
    }
  });
}

async function schedules(of: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { scheduleId } of workers.client.schedule.list()) {
    if (schedulePrefixes(of).some((prefix) => scheduleId.startsWith(prefix))) found.push(scheduleId);
  }
  return found.toSorted();
}

function status(of: string) {
  return workers.client.workflow.getHandle(runLockId(of)).query(runLockStatus);
}

function start(of: string, runProfile: string, unique: string) {
  const input = {
    server: of,
    managementAgent: 'HR',
    start: { kind: 'run-profile', runProfile },
    cause: { trigger: 'operator', description: 'a test' },
    lineage: [],
    maxDepth: 10,
  } as const;
  return workers.client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, cycleOptions(input, unique));
}

function note(...said: unknown[]): void {
  logged.push(JSON.stringify(said));
}

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  controller = createServer((request, response) => {
    asked.push(JSON.stringify([request.url, request.headers]));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => controller.listen(0, '127.0.0.1', resolve));
  const { port } = controller.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/?key=${IN_ADDRESS}`;
  for (const [name, secret] of Object.entries({ ...SECRETS, AUTOSYNC_TEST_ADDRESS: address })) {
    vi.stubEnv(name, secret);
  }
  temporal = await namespaceOfItsOwn();
  running = await startSimulator({ definition: await loadFabrikam(), speed: 500, seed: 1, clock });
  simulator = simulatorClient(running.url);
  const inForce = replaceableConfiguration();
  workers = await runWorkers({
    settings: temporal,
    configuration: inForce,
    roles: { workflows: true, engines: {} },
    report: (event) => void logged.push(JSON.stringify(event)),
    workflowBundle: WORKFLOW_BUNDLE,
  });
  access = accessTemporal(temporal);
  service = configurationService(
    temporalConfiguration(access),
    (_server, { engine }) => connectSyncEngine(engine ?? { simulator: { url: running.url } }),
    inForce,
  );
  const text = configurationText(server());
  await new Promise<void>((ready, failed) => {
    followed = goByConfiguration(
      {
        workers,
        started: { file: 'autosync.yaml', text, configuration: parseConfiguration(text, 'the test') },
        inForce,
        env: {},
        log: { info: note, warn: note },
      },
      stopping.signal,
      ready,
    );
    followed.catch(failed);
  });
  clock.go();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  stopping.abort();
  await workers.shutdown();
  await followed;
  await access.close();
  await running.close();
  controller.close();
});

it('the file of the first start is revision 1, and its run lock runs', async () => {
  await untilInForce();
  expect(await service.current()).toMatchObject({
    revision: 1,
    by: 'the file autosync.yaml',
    text: configurationText(server()),
  });
  await until(async () => (await status('main')).engineSeen);
});

it('a change is in force without a restart: run lock and schedules; unchanged ones are not touched', async () => {
  const text = configurationText(
    server('lockPolicy: fifo, managementAgents: { HR: { importInterval: 1h } }'),
  );
  expect(await apply(text)).toMatchObject({ revision: 2, changed: true });
  await untilInForce();
  expect(await status('main')).toMatchObject({ policy: 'fifo' });
  await until(async () => (await schedules('main')).join() === 'autosync/main/import/HR/default');
  const before = await workers.client.schedule.getHandle('autosync/main/import/HR/default').describe();
  await apply(text.replace('fifo', 'batch'));
  await untilInForce();
  expect(await status('main')).toMatchObject({ policy: 'batch' });
  const after = await workers.client.schedule.getHandle('autosync/main/import/HR/default').describe();
  expect(after.info.createdAt).toEqual(before.info.createdAt);
  expect(after.info.lastUpdatedAt).toEqual(before.info.lastUpdatedAt);
  expect(await apply(text.replace('fifo', 'batch'))).toMatchObject({ revision: 3, changed: false });
});

it('a run profile that is renamed on the engine is scheduled under its new name without a restart', async () => {
  await simulator.renameRunProfile('HR', 'Delta Import', 'DI renamed');
  // Asking for what is not known yet makes the run lock look.
  const cycle = await start('main', 'DI renamed', 'renamed');
  expect(await cycle.result()).toMatchObject({ outcome: 'completed' });
  expect(await schedules('main')).toEqual(['autosync/main/import/HR/default']);
  await workers.client.schedule.getHandle('autosync/main/import/HR/default').trigger();
  await until(
    async () =>
      (await simulator.history()).filter(({ runProfile }) => runProfile === 'DI renamed').length > 1,
  );
});

it('a new sync server is served at once; given up, it ends when its run has, under the rules that it began with', async () => {
  const other = (settings: string) => `  other: ${server(settings)}\n`;
  const guarded = `
    controller: { url: { env: AUTOSYNC_TEST_ADDRESS }, token: { env: AUTOSYNC_TEST_TOKEN }, headers: { x-key: { env: AUTOSYNC_TEST_HEADER } } },
    managementAgents: { HR: { triggers: { hook: { type: webhook, secret: { env: AUTOSYNC_TEST_WEBHOOK }, runProfileKind: delta-import } } } }`;
  await apply(configurationText(server(), other(guarded)));
  await untilInForce();
  await until(async () => (await status('other')).engineSeen);

  clock.stop();
  const cycle = await start('other', 'Full Import', 'under-way');
  await until(async () => (await cycle.query(cycleView)).steps[0]?.state === 'running');
  await apply(configurationText(server()));
  await until(async () => (await status('other')).stopped?.by === 'the configuration');
  expect(await service.current()).toMatchObject({ pending: ['other'] });
  clock.go();
  const { steps } = await cycle.result();
  expect(steps[0]).toMatchObject({ run: { runProfile: 'Full Import', result: 'completed-no-objects' } });
  expect(asked.at(0)).toContain(`Bearer ${SECRETS.AUTOSYNC_TEST_TOKEN}`);
  expect(asked.at(0)).toContain(SECRETS.AUTOSYNC_TEST_HEADER);
  expect(asked.at(0)).toContain(IN_ADDRESS);
  await untilInForce();
  const { status: ended } = await workers.client.workflow.getHandle(runLockId('other')).describe();
  expect(ended.name).toBe('TERMINATED');
});

it('a rollback brings the earlier text back', async () => {
  const { text } = await service.revision(3);
  const back = await service.rollBack(3, { by: 'jane', idempotencyKey: undefined });
  expect(back.changed).toBe(true);
  await untilInForce();
  expect(await service.current()).toMatchObject({ revision: back.revision, rolledBackTo: 3, text });
});

it('a configuration with a secret in it is refused', async () => {
  const literal = `controller: { url: 'http://127.0.0.1:1/', token: ${PLANTED}Literal }`;
  await expect(apply(configurationText(server(literal)))).rejects.toMatchObject({
    code: 'invalid-configuration',
  });
});

it('no secret that was used, or given, is in a history, a log or an answer', async () => {
  expect(asked.length).toBeGreaterThan(0);
  const { histories, found } = await searchHistories(workers.client, PLANTED);
  expect(histories).toBeGreaterThan(4);
  expect(found).toEqual([]);
  // The same search finds what is there: where the secrets are kept, in the text of the configuration.
  const kept = await searchHistories(workers.client, 'AUTOSYNC_TEST_WEBHOOK');
  expect(kept.found).toContain(CONFIGURATION_ID);
  const said = [await service.current(), await service.revisions(), await status('main')];
  expect(`${logged.join()}${JSON.stringify(said)}`).not.toContain(PLANTED);
});
