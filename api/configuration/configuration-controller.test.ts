import { expect, test } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { failing, fakeEngine } from '../../test/api/fake-dependencies.js';
import { fakeConfigurationStore, FIRST_TEXT, UP_TO_DATE } from '../../test/api/fake-configuration-store.js';
import { post, request, serveWithFakes } from '../../test/api/served-api.js';
import {
  appliedSchema,
  checkedSchema,
  currentConfigurationSchema,
  revisionsSchema,
  revisionWithTextSchema,
} from './configuration-schema.js';
import { configurationService } from './configuration-service.js';
import { liveConfiguration } from './live-configuration.js';

const SLOWER = '# slower\nservers: { default: { importInterval: 10m } }\n';
const SLOWER_IN_WORDS = ['sync server "default": importInterval is 10m, was 5m'];

async function serve(store = fakeConfigurationStore(), engine = fakeEngine(), inForce = UP_TO_DATE) {
  const { routes } = await serveWithFakes({
    configurationService: configurationService(store, () => engine, inForce),
  });
  return `${routes}/configuration`;
}

test('the applied configuration is shown as it was given, comments and all', async () => {
  const answer = await request(await serve(fakeConfigurationStore({ stuck: true })));
  expect(currentConfigurationSchema.parse(answer.body)).toMatchObject({
    revision: 1,
    appliedBy: 'the file a.yaml',
    text: FIRST_TEXT,
    pending: ['default'],
  });
});

test.each([
  ['a sync server is added', 'servers: { default: {}, vienna: {} }', ['vienna']],
  ['a sync server goes', 'servers: { graz: {} }', ['graz', 'default']],
  ['a setting is changed', SLOWER, ['default']],
  ['this version cannot read it', 'servers: { default: { later: 1 } }', ['default']],
  ['only a comment is changed', `# another\n${FIRST_TEXT}`, []],
])('what the API itself does not go by yet is pending, too: %s', async (_, text, pending) => {
  const live = liveFrom(FIRST_TEXT);
  const store = fakeConfigurationStore();
  const url = await serve(store, fakeEngine(), live);
  live.replace({ revision: { number: 1 }, configuration: parsed(FIRST_TEXT) });
  expect(await request(url)).toMatchObject({ body: { revision: 1, pending: [] } });
  const change = {
    changes: [],
    changedServers: [],
    servers: [],
    hash: 'h2',
    by: 'jane',
    key: 'k2',
    basis: 1,
  };
  await store.apply({ ...change, text });
  const { body } = await request(url);
  expect(currentConfigurationSchema.parse(body).pending).toEqual(pending);
  live.replace({ revision: { number: 2 }, configuration: parsed(FIRST_TEXT) });
  expect(await request(url)).toMatchObject({ body: { revision: 2, pending: [] } });
});

test('an API that follows nothing yet is behind, unless its file says the same', async () => {
  const same = await serve(fakeConfigurationStore(), fakeEngine(), liveFrom(FIRST_TEXT));
  expect(await request(same)).toMatchObject({ body: { pending: [] } });
  const other = await serve(fakeConfigurationStore(), fakeEngine(), liveFrom(SLOWER));
  expect(await request(other)).toMatchObject({ body: { pending: ['default'] } });
});

test('before the first there is none', async () => {
  const empty = { ...fakeConfigurationStore(), revision: () => Promise.resolve(undefined) };
  expect(await request(await serve(empty))).toMatchObject({
    status: 404,
    body: { code: 'configuration-not-applied' },
  });
});

test('a check says what does not fit and what would change, and changes nothing', async () => {
  const url = await serve();
  const unknown = 'servers: { default: { importInterval: 10m, managementAgents: { HRR: {} } } }';
  const { body } = await post(`${url}/check`, { text: unknown });
  expect(checkedSchema.parse(body)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ severity: 'error', path: 'servers.default.managementAgents.HRR' }),
    ]) as unknown,
    changes: [...SLOWER_IN_WORDS, 'sync server "default", management agent "HRR": settings added'],
  });
  expect(await request(url)).toMatchObject({ body: { revision: 1 } });
});

test('it is applied with who and why, once for a key, and once for a text', async () => {
  const url = await serve();
  const apply = (body: object, key: string) => post(`${url}/apply`, body, { 'idempotency-key': key });
  const first = await apply({ text: SLOWER, why: 'fewer imports' }, 'k1');
  expect(appliedSchema.parse(first.body)).toMatchObject({
    revision: 2,
    changed: true,
    changes: SLOWER_IN_WORDS,
  });
  expect(await apply({ text: SLOWER, why: 'fewer imports' }, 'k1')).toMatchObject({
    body: { revision: 2, changed: true, changes: SLOWER_IN_WORDS },
  });
  expect(await apply({ text: SLOWER }, 'k2')).toMatchObject({
    body: { revision: 2, changed: false, changes: [] },
  });
  const { revisions } = revisionsSchema.parse((await request(`${url}/revisions`)).body);
  expect(revisions).toMatchObject([
    { revision: 2, appliedBy: 'jane', why: 'fewer imports', changes: SLOWER_IN_WORDS, textKept: true },
    { revision: 1 },
  ]);
  const shown = revisionWithTextSchema.parse((await request(`${url}/revisions/2`)).body);
  expect(shown.text).toBe(SLOWER);
});

test.each([
  ['no YAML', 'servers: {'],
  ['lists in lists in lists', '['.repeat(50_000)],
  ['a setting that there is not', 'servers: { default: { importIntervall: 10m } }'],
  ['one part of several', 'servers: { default: { importInterval: 10m }, other: { runMode: fast } }'],
  [
    'a management agent that the engine does not have',
    'servers: { default: { managementAgents: { X: {} } } }',
  ],
])('it is refused whole: %s', async (_, text) => {
  const url = await serve();
  expect(await post(`${url}/apply`, { text })).toMatchObject({
    status: 422,
    body: { code: 'invalid-configuration' },
  });
  expect(await request(url)).toMatchObject({ body: { revision: 1, text: FIRST_TEXT } });
});

test('a secret that stands in it is refused, and not repeated', async () => {
  const text = `servers: { default: { controller: { url: 'https://a.test/', token: hunter2 } } }`;
  const answer = await post(`${await serve()}/apply`, { text });
  expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('{env: NAME}') } });
  expect(JSON.stringify(answer.body)).not.toContain('hunter2');
});

test.each(['token: hunter2', 'token: "hunter2'])('nor is the line of a fault in it: %s', async (line) => {
  const text = `servers: { default: {} }\ntoken: a\n${line}`;
  for (const route of ['apply', 'check']) {
    const answer = await post(`${await serve()}/${route}`, { text });
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('line 3') } });
    expect(answer.text).not.toContain('hunter2');
  }
});

test('an engine that is away keeps nothing from being applied, and is told of', async () => {
  const away = fakeEngine({ listManagementAgents: failing('engine-unreachable', 'It is away.') });
  const answer = await post(`${await serve(fakeConfigurationStore(), away)}/apply`, { text: SLOWER });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      revision: 2,
      findings: [{ severity: 'warning', message: 'Not checked against the engine: It is away.' }],
    },
  });
});

test('a webhook whose secret is not there is applied, and told of: its requests would be refused', async () => {
  const webhook = 'webhook: { type: webhook, runProfile: Delta Import, secret: { env: AUTOSYNC_NOT_SET } }';
  const text = `servers: { default: { managementAgents: { HR: { triggers: { ${webhook} } } } } }`;
  const answer = await post(`${await serve()}/apply`, { text });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      findings: expect.arrayContaining([
        expect.objectContaining({
          severity: 'warning',
          path: 'servers.default.managementAgents.HR.triggers.webhook.secret',
        }),
      ]) as unknown,
    },
  });
});

test('whoever has looked at another revision is refused', async () => {
  const url = await serve();
  await post(`${url}/apply`, { text: SLOWER });
  const late = { text: 'servers: { default: { importInterval: 1h } }', expectedRevision: 1 };
  expect(await post(`${url}/apply`, late)).toMatchObject({
    status: 409,
    body: { code: 'configuration-changed', detail: 'Revision 2 is applied, not 1.' },
  });
});

test('it is rolled back to an earlier revision, which becomes the newest', async () => {
  const url = await serve();
  await post(`${url}/apply`, { text: SLOWER });
  expect(await post(`${url}/rollback`, { revision: 1, why: 'too slow' })).toMatchObject({
    status: 200,
    body: { revision: 3, changed: true, changes: ['sync server "default": importInterval is 5m, was 10m'] },
  });
  expect(await request(url)).toMatchObject({ body: { text: FIRST_TEXT, rolledBackTo: 1, why: 'too slow' } });
  expect(await post(`${url}/rollback`, { revision: 2, expectedRevision: 2 })).toMatchObject({
    status: 409,
    body: { code: 'configuration-changed' },
  });
  expect(await post(`${url}/rollback`, { revision: 9 })).toMatchObject({
    status: 404,
    body: { code: 'unknown-revision' },
  });
  expect(await request(`${url}/revisions/9`)).toMatchObject({ status: 404 });
});

test('a text of hundreds of kilobytes goes through', async () => {
  const text = `${SLOWER}${'# a long comment\n'.repeat(20_000)}`;
  expect(await post(`${await serve()}/apply`, { text })).toMatchObject({ status: 200 });
});

/** What an API goes by that was started with this text. */
function liveFrom(text: string) {
  return liveConfiguration(parsed(text), { AUTOSYNC_SIMULATOR_URL: 'http://127.0.0.1:1' });
}

function parsed(text: string) {
  return parseConfiguration(text, 'the test');
}
