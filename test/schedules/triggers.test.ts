import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { serveApi } from '../../api/serve-api.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
import { temporalTriggers } from '../../api/temporal/temporal-triggers.js';
import { accessTemporal, type TemporalAccess } from '../../api/temporal/temporal-access.js';
import { parseConfiguration } from '../../config/load.js';
import { ensureError } from '../../domain/errors.js';
import { scheduleId, schedulePrefixes } from '../../domain/naming.js';
import { webhookSlot } from '../../domain/triggers/webhook-slot.js';
import { hasGrpcStatus } from '../../temporal/grpc-status.js';
import { pauseAsStopped } from '../../worker/follow-stops.js';
import { reconcileTriggers } from '../../activities/configuration/reconcile-triggers.js';
import { dependenciesOfRig } from '../api/dependencies-of-rig.js';
import { request, SILENT } from '../api/served-api.js';
import { PLANTED } from '../rig/planted-secrets.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
let temporal: TemporalAccess;
beforeAll(async () => {
  rig = await startRig(await loadFabrikam());
  temporal = accessTemporal(rig.temporal);
});
afterAll(async () => {
  await temporal.close();
  await rig.stop();
});

/** Makes the schedules be what a server's configuration says. */
async function reconcile(settings: string) {
  const { servers } = parseConfiguration(`servers: { ${rig.server}: { ${settings} } }`, 'the test');
  const configuration = servers[rig.server];
  if (!configuration) throw new Error('The test has no server');
  const managementAgents = await rig.engine.listManagementAgents();
  const once = () => reconcileTriggers(rig.workers.client, rig.server, configuration, managementAgents);
  try {
    return await once();
  } catch (error) {
    // On a machine with much else to do Temporal may not describe a schedule in time: the activity is tried again then, too.
    if (!hasGrpcStatus(ensureError(error).cause, 'DEADLINE_EXCEEDED')) throw error;
    return await once();
  }
}

/** Temporal lists schedules through visibility, which follows after a moment. */
async function untilListed(ids: readonly string[]): Promise<void> {
  await until(async () => {
    const listed: string[] = [];
    for await (const each of rig.workers.client.schedule.list()) {
      if (schedulePrefixes(rig.server).some((prefix) => each.scheduleId.startsWith(prefix))) {
        listed.push(each.scheduleId);
      }
    }
    return listed.toSorted().join() === ids.toSorted().join();
  });
}

function describeSchedule(trigger: string) {
  return rig.workers.client.schedule.getHandle(scheduleId(rig.server, trigger)).describe();
}

it('schedules are made, changed and removed as configured, never two for one thing, and fire', async () => {
  const first = await reconcile('importInterval: 1h');
  expect(first.created).toHaveLength(7);
  expect(first.created).toContain(`autosync/${rig.server}/import/Fabrikam AD/DC=emea,DC=fabrikam,DC=example`);
  await untilListed(first.created);

  expect(await reconcile('importInterval: 1h')).toEqual({ created: [], changed: [], removed: [] });

  const faster = await reconcile('importInterval: 1h, managementAgents: { HR: { importInterval: 1s } }');
  expect(faster).toEqual({
    created: [],
    changed: [`autosync/${rig.server}/import/HR/default`],
    removed: [],
  });
  // One that fires every hour may do so now, too.
  const startedInHr = () =>
    rig.events.find(
      (event) =>
        event.event === 'cycle-started' && event.managementAgent === 'HR' && event.cause === 'every 1 s',
    );
  await until(() => Promise.resolve(startedInHr() !== undefined));
  await until(async () =>
    (await rig.simulator.history()).some(
      (run) => run.managementAgentName === 'HR' && run.runProfile === 'Delta Import',
    ),
  );

  const gone = await reconcile('importInterval: never');
  expect(gone.removed.toSorted()).toEqual(first.created.toSorted());
  await untilListed([]);
});

const NAMED = (cron: string) => `importInterval: never, managementAgents: { HR: { triggers: {
  night: { type: scheduled, cron: "${cron}", timeZone: Europe/Vienna, except: ["2027-03-29"], runProfile: Full Import },
  hook: { type: webhook, secret: { env: HOOK }, minInterval: 1s, runProfileKind: delta-import } } } }`;

it('triggers of a calendar fire by the clock of their time zone, through its changes', async () => {
  const { created } = await reconcile(NAMED('30 2 27-31 3,10 *'));
  expect(created.toSorted()).toEqual([scheduleId(rig.server, 'hook'), scheduleId(rig.server, 'night')]);
  const { info } = await describeSchedule('night');
  // In the night of 2027-03-28 there is no 02:30, in that of 2027-10-31 there are two: one counts.
  expect(info.nextActionTimes.slice(0, 9).map((at) => at.toISOString())).toEqual([
    '2027-03-27T01:30:00.000Z',
    '2027-03-30T00:30:00.000Z',
    '2027-03-31T00:30:00.000Z',
    '2027-10-27T00:30:00.000Z',
    '2027-10-28T00:30:00.000Z',
    '2027-10-29T00:30:00.000Z',
    '2027-10-30T00:30:00.000Z',
    '2027-10-31T01:30:00.000Z',
    '2028-03-27T00:30:00.000Z',
  ]);
});

it('what a person has paused stays paused, through changes and through a stop', async () => {
  const triggers = temporalTriggers(temporal);
  await untilListed([scheduleId(rig.server, 'hook'), scheduleId(rig.server, 'night')]);
  await triggers.setPaused(rig.server, 'night', true, 'Paused by jane: audit');
  expect((await reconcile(NAMED('30 4 * * *'))).changed).toEqual([scheduleId(rig.server, 'night')]);
  const paused = { paused: true, note: 'Paused by jane: audit' };
  expect(await triggers.state(rig.server, 'night')).toEqual(paused);

  const { client } = rig.workers;
  const stop = 'Paused as long as it is stopped: HR was stopped by bob';
  await pauseAsStopped(client, rig.server, { managementAgents: { HR: stop } });
  expect(await triggers.state(rig.server, 'hook')).toEqual({ paused: true, note: stop });
  await pauseAsStopped(client, rig.server, { managementAgents: {} });
  expect(await triggers.state(rig.server, 'hook')).toMatchObject({ paused: false });
  expect(await triggers.state(rig.server, 'night')).toEqual(paused);

  await triggers.setPaused(rig.server, 'night', false, 'Resumed by jane');
  expect(await triggers.state(rig.server, 'night')).toMatchObject({
    paused: false,
    note: 'Resumed by jane',
    nextFiring: expect.any(String),
  });
  expect(await triggers.state(rig.server, 'none')).toBeUndefined();
  await expect(triggers.setPaused(rig.server, 'none', true, 'x')).rejects.toMatchObject({
    code: 'unknown-trigger',
  });
});

it('requests of one slot are one cycle that starts at its end; a replay starts nothing', async () => {
  const triggers = temporalTriggers(temporal);
  const input = {
    server: rig.server,
    managementAgent: 'HR',
    start: { kind: 'run-profile', runProfile: 'Delta Import' },
    cause: { trigger: 'webhook', description: 'trigger "hook": a signed request' },
    lineage: [],
    maxDepth: 10,
  } as const;
  const slot = { ...webhookSlot('hook', Date.now(), 60_000), startDelayMs: 2_000 };
  const first = await triggers.startInSlot(input, slot);
  expect(await triggers.startInSlot(input, slot)).toEqual(first);
  expect((await temporalCycles(temporal).read(first.cycle)).view).toMatchObject({
    outcome: 'running',
    reason: expect.stringContaining('It begins at'),
  });
  await rig.workers.client.workflow.getHandle(first.cycle).result();
  await expect(triggers.startInSlot(input, slot)).rejects.toMatchObject({ code: 'webhook-replayed' });
});

it('a signed request to a webhook starts a cycle that runs on the engine; sent again it starts nothing', async () => {
  const secret = `whsec_${PLANTED}Webhook000`;
  vi.stubEnv('HOOK', secret);
  onTestFinished(() => void vi.unstubAllEnvs());
  await reconcile(NAMED('30 4 * * *'));
  const configuration = parseConfiguration(
    `servers: { ${rig.server}: { ${NAMED('30 4 * * *')} } }`,
    'the test',
  );
  const api = await serveApi({ ...dependenciesOfRig(rig, temporal), configuration }, {}, SILENT);
  onTestFinished(() => api.close());
  const runsOfHr = async () =>
    (await rig.simulator.history()).filter((run) => run.managementAgentName === 'HR').length;
  const before = await runsOfHr();

  const at = new Date();
  const body = '{"event":"hired"}';
  const post = (signed: string) =>
    request(`${api.url}/api/v1/hooks/${rig.server}/hook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, signed),
      },
      body,
    });
  expect(await post('{"event":"left"}')).toMatchObject({ status: 401, body: { code: 'webhook-refused' } });
  const accepted = await post(body);
  expect(accepted).toMatchObject({ status: 202, body: { cycle: expect.any(String) } });
  const { cycle } = accepted.body as { readonly cycle: string };
  await rig.workers.client.workflow.getHandle(cycle).result();
  expect(await runsOfHr()).toBe(before + 1);
  expect(
    await request(`${api.url}/api/v1/servers/${rig.server}/cycles/${encodeURIComponent(cycle)}`),
  ).toMatchObject({
    body: { managementAgent: 'HR', outcome: 'completed', cause: { trigger: 'webhook' }, runs: 1 },
  });

  expect(await post(body)).toMatchObject({ status: 409, body: { code: 'webhook-replayed' } });
  expect(await runsOfHr()).toBe(before + 1);
});
