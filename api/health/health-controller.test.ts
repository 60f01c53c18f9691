import { expect, test } from 'vitest';
import { failing, fakeEngine } from '../../test/api/fake-dependencies.js';
import { bearer, FAKE_TOKENS } from '../../test/api/fake-tokens.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { healthSchema } from './health-schema.js';

test('GET /health is 200 while all is up, as documented, and must not be cached', async () => {
  const { routes } = await serveWithFakes();
  const { status, headers, body } = await request(`${routes}/health`);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toContain('no-store');
  const health = healthSchema.parse(body);
  expect(health).toMatchObject({ status: 'ok', error: {} });
  expect(Object.keys(health.info)).toEqual([
    'temporal',
    'worker',
    'run-lock/default',
    'engine/default',
    'engine-worker/default',
    'audit',
  ]);
});

test('many who ask GET /health at once cost one look, with a token and without', async () => {
  let looks = 0;
  const statusOfAll = () => {
    looks += 1;
    return Promise.resolve([]);
  };
  const { routes } = await serveWithFakes({
    engines: new Map([['default', fakeEngine({ statusOfAll })]]),
    access: { verifiers: [FAKE_TOKENS] },
  });
  const ask = (init: RequestInit) => request(`${routes}/health`, init);
  const asked = [{}, {}, { headers: bearer('viewer') }, {}, { headers: bearer('admin') }, {}];
  const answers = await Promise.all(asked.map(ask));
  expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200));
  expect(looks).toBe(1);
  const messages = answers.map(({ body }) => healthSchema.parse(body).info['engine/default']?.message);
  expect(messages).toEqual(['Up.', 'Up.', messages[2], 'Up.', messages[2], 'Up.']);
  expect(messages[2]).toContain('The sync engine answers');
});

test('GET /health is 503 when a part is down, and the same document', async () => {
  const statusOfAll = failing('engine-unreachable', 'No answer.');
  const { routes } = await serveWithFakes({ engines: new Map([['default', fakeEngine({ statusOfAll })]]) });
  const { status, headers, body } = await request(`${routes}/health`);
  expect(status).toBe(503);
  expect(headers.get('content-type')).toContain('application/json');
  expect(healthSchema.parse(body)).toMatchObject({
    status: 'error',
    info: { temporal: { status: 'up' } },
    error: { 'engine/default': { status: 'down', code: 'engine-unreachable' } },
  });
});
