import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { failing, fakeCycles, fakeEngine, fakeTriggers } from '../../test/api/fake-dependencies.js';
import { post, request, serveWithFakes } from '../../test/api/served-api.js';
import { triggersSchema } from './trigger-schema.js';

const configuration = parseConfiguration(
  `servers: { default: { importInterval: never, managementAgents: {
    HR: { importInterval: 5m, triggers: {
      weekly: { type: scheduled, cron: "0 2 * * 0", timeZone: Europe/Vienna, runProfile: Delta Sync, exclusive: true },
      off: { type: interval, every: 1h, runProfile: Delta Sync, disabled: true } } } } } }`,
  'the test',
);

test('GET …/triggers tells how each stands', async () => {
  const triggers = fakeTriggers({
    weekly: { paused: true, note: 'Paused by jane: audit' },
    'import/HR/default': {
      paused: false,
      lastFired: '2001-01-01T10:00:00.000Z',
      nextFiring: '2001-01-01T10:05:00.000Z',
    },
  });
  const { routes } = await serveWithFakes({ configuration, triggers });
  const answer = await request(`${routes}/servers/default/triggers`);
  expect(triggersSchema.parse(answer.body).triggers).toEqual([
    {
      id: 'import/HR/default',
      kind: 'interval',
      managementAgent: 'HR',
      partition: 'default',
      runProfileKind: 'scheduled-import',
      description: 'every 5 min',
      state: 'active',
      lastFired: '2001-01-01T10:00:00.000Z',
      nextFiring: '2001-01-01T10:05:00.000Z',
    },
    {
      id: 'weekly',
      kind: 'scheduled',
      managementAgent: 'HR',
      runProfile: 'Delta Sync',
      description: 'trigger "weekly": at "0 2 * * 0", Europe/Vienna',
      state: 'paused',
      reason: 'Paused by jane: audit',
    },
  ]);
});

test('GET …/triggers shows one that no worker has made a schedule for as paused', async () => {
  const triggers = { ...fakeTriggers(), state: () => Promise.resolve(undefined) };
  const { routes } = await serveWithFakes({ configuration, triggers });
  const answer = await request(`${routes}/servers/default/triggers`);
  expect(triggersSchema.parse(answer.body).triggers[0]).toMatchObject({
    state: 'paused',
    reason: 'No worker has made its schedule yet.',
  });
});

describe('POST …/triggers/…', () => {
  test('fire starts what the trigger starts, once for one key, and says who and why', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ configuration, cycles });
    const url = `${routes}/servers/default/triggers/weekly/fire`;
    const first = await post(url, { why: 'a new department' }, { 'idempotency-key': 'k' });
    expect(first.status).toBe(202);
    expect(await post(url, { why: 'a new department' }, { 'idempotency-key': 'k' })).toMatchObject({
      status: 202,
      body: first.body,
    });
    expect([...cycles.started.values()]).toEqual([
      {
        server: 'default',
        managementAgent: 'HR',
        maxDepth: 10,
        start: { kind: 'run-profile', runProfile: 'Delta Sync' },
        cause: {
          trigger: 'operator',
          description: 'trigger "weekly", fired by jane: a new department',
        },
        lineage: [],
        exclusive: true,
        urgent: true,
      },
    ]);
  });

  test('pause and resume say by whom and why; ids with slashes are encoded', async () => {
    const triggers = fakeTriggers();
    const { routes } = await serveWithFakes({ configuration, triggers });
    const url = `${routes}/servers/default/triggers/${encodeURIComponent('import/HR/default')}`;
    expect(await post(`${url}/pause`, { why: 'audit' })).toMatchObject({ status: 204 });
    expect(await post(`${url}/resume`, {})).toMatchObject({ status: 204 });
    expect(triggers.pausings).toEqual([
      { trigger: 'import/HR/default', paused: true, note: 'Paused by jane: audit' },
      { trigger: 'import/HR/default', paused: false, note: 'Resumed by jane' },
    ]);
  });

  test.each(['fire', 'pause', 'resume'])(
    '%s refuses what there is not, and disabled ones',
    async (action) => {
      const { routes } = await serveWithFakes({ configuration });
      for (const id of ['off', 'none']) {
        expect(await post(`${routes}/servers/default/triggers/${id}/${action}`, {})).toMatchObject({
          status: 404,
          body: {
            code: 'unknown-trigger',
            detail: `There is no trigger "${id}". There are: "import/HR/default", "weekly".`,
          },
        });
      }
      expect(await post(`${routes}/servers/berlin/triggers/weekly/${action}`, {})).toMatchObject({
        status: 404,
        body: { code: 'unknown-server' },
      });
      expect(
        await post(`${routes}/servers/default/triggers/weekly/${action}`, { reason: 'x' }),
      ).toMatchObject({ status: 400 });
    },
  );

  test('says when the engine cannot be reached', async () => {
    const engines = new Map([
      ['default', fakeEngine({ listManagementAgents: failing('engine-unreachable') })],
    ]);
    const { routes } = await serveWithFakes({ configuration, engines });
    expect(await request(`${routes}/servers/default/triggers`)).toMatchObject({ status: 503 });
  });
});
