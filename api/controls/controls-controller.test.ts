import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failing, fakeControls, STATUS } from '../../test/api/fake-dependencies.js';
import { post, request, serveWithFakes } from '../../test/api/served-api.js';
import { carriedOutSchema } from './control-schema.js';

const REQUEST_ID = STATUS.waiting[0]?.requestId ?? '';
const IN_PATH = encodeURIComponent(REQUEST_ID);

/** Every control: how it is asked for, and what the run lock is told. */
const CONTROLS = [
  ['POST', 'stop', { action: 'stop' }],
  ['POST', 'start', { action: 'start' }],
  ['POST', 'management-agents/HR/stop', { action: 'stop', managementAgent: 'HR' }],
  [
    'POST',
    `management-agents/${encodeURIComponent('Fabrikam / AD #1')}/start`,
    { action: 'start', managementAgent: 'Fabrikam / AD #1' },
  ],
  ['POST', 'management-agents/HR/cancel-run', { action: 'cancel-run', managementAgent: 'HR' }],
  ['DELETE', `queue/${IN_PATH}`, { action: 'remove-request', requestId: REQUEST_ID }],
  ['POST', `queue/${IN_PATH}/move-to-front`, { action: 'move-to-front', requestId: REQUEST_ID }],
  ['POST', 'leases/93/force-release', { action: 'force-release', token: 93 }],
] as const;

/** Asks for a control, with a reason in the place where it takes one. */
function ask(method: string, url: string, why?: string, headers: Record<string, string> = {}) {
  if (method === 'POST') return post(url, why === undefined ? {} : { why }, headers);
  return request(why === undefined ? url : `${url}?why=${encodeURIComponent(why)}`, { method, headers });
}

describe.each(CONTROLS)('%s …/%s', (method, path, action) => {
  test('tells the run lock what, who and why, and answers with the version that shows it', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ controls });
    const url = `${routes}/servers/default/${path}`;
    const answer = await ask(method, url, 'a flood of deletes & more', { 'idempotency-key': 'k' });
    expect(answer.status).toBe(200);
    expect(carriedOutSchema.parse(answer.body)).toEqual({ version: STATUS.version + 1 });
    expect(controls.carriedOut).toEqual([
      {
        server: 'default',
        control: {
          ...action,
          id: expect.stringMatching(/^k\//),
          by: 'jane',
          why: 'a flood of deletes & more',
        },
      },
    ]);
  });

  test('needs no reason and no key', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ controls });
    expect(await ask(method, `${routes}/servers/default/${path}`)).toMatchObject({ status: 200 });
    expect(controls.carriedOut).toEqual([
      { server: 'default', control: { ...action, id: expect.any(String), by: 'jane' } },
    ]);
  });

  test.each([
    ['unknown-management-agent', 404],
    ['unknown-request', 404],
    ['unknown-lease', 404],
    ['nothing-runs', 409],
    ['engine-unreachable', 503],
    ['run-lock-unreachable', 503],
    ['worker-unreachable', 503],
    ['temporal-unreachable', 503],
  ] as const)('says %s when it is so', async (code, status) => {
    const { routes } = await serveWithFakes({ controls: { carryOut: failing(code, 'It is so.') } });
    const answer = await ask(method, `${routes}/servers/default/${path}`);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({ status, body: { code, status, detail: 'It is so.' } });
  });

  test('an unknown server, a wrong key and a wrong reason reach no run lock', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ controls });
    const url = `${routes}/servers/default/${path}`;
    expect(await ask(method, `${routes}/servers/berlin/${path}`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-server' },
    });
    const invalid = { status: 400, body: { code: 'invalid-input' } };
    expect(await ask(method, url, 'why', { 'idempotency-key': 'a/b' })).toMatchObject(invalid);
    expect(await ask(method, url, '')).toMatchObject(invalid);
    expect(await ask(method, url, 'x'.repeat(501))).toMatchObject(invalid);
    expect(controls.carriedOut).toEqual([]);
  });
});

describe.each(CONTROLS.filter(([method]) => method === 'POST'))(
  '%s …/%s from a web page',
  (_method, path) => {
    const missing = { code: 'invalid-input', detail: expect.stringContaining('the body is missing') };
    const noJson = { code: 'unsupported-media-type' };
    test.each([
      ['no body at all', 400, missing, {}],
      [
        'a form',
        415,
        noJson,
        { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'why=x' },
      ],
      ['text', 415, noJson, { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ])('with %s, as it may send without asking, does nothing', async (_what, status, body, sent) => {
      const controls = fakeControls();
      const { routes } = await serveWithFakes({ controls });
      const answer = await request(`${routes}/servers/default/${path}`, { method: 'POST', ...sent });
      expect(answer).toMatchObject({ status, body });
      expect(controls.carriedOut).toEqual([]);
    });
  },
);

test.each(['stop', 'management-agents/HR/stop'])('%s stops what runs only if told so', async (path) => {
  const controls = fakeControls();
  const { routes } = await serveWithFakes({ controls });
  await post(`${routes}/servers/default/${path}`, { cancelRuns: true });
  await post(`${routes}/servers/default/${path}`, { cancelRuns: false });
  expect(controls.carriedOut.map(({ control }) => 'cancelRuns' in control && control.cancelRuns)).toEqual([
    true,
    false,
  ]);
});

test('a misspelt setting is refused, not left out', async () => {
  const controls = fakeControls();
  const { routes } = await serveWithFakes({ controls });
  expect(await post(`${routes}/servers/default/stop`, { cancelRun: true })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('"cancelRun"') },
  });
  expect(controls.carriedOut).toEqual([]);
});

test('the same request with the same key is the same control', async () => {
  const controls = fakeControls();
  const { routes } = await serveWithFakes({ controls });
  const key = { 'idempotency-key': 'again' };
  await post(`${routes}/servers/default/stop`, {}, key);
  await post(`${routes}/servers/default/stop`, {}, key);
  await post(`${routes}/servers/default/start`, {}, key);
  const [first, second, third] = controls.carriedOut.map(({ control }) => control.id);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test.each(['0', '-1', '1.5', 'x', '1e3', '9'.repeat(16)])('%s is the token of no lease', async (token) => {
  const { routes } = await serveWithFakes();
  expect(await post(`${routes}/servers/default/leases/${token}/force-release`, {})).toMatchObject({
    status: 400,
    body: { code: 'invalid-input', detail: expect.stringContaining('write the token of a run') },
  });
});

test('any name, request id and reason reaches the run lock as it is', async () => {
  const controls = fakeControls();
  const { routes } = await serveWithFakes({ controls });
  // What cannot be part of an address: a lone surrogate, and the two names of folders.
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .filter((any) => !/\p{Surrogate}/u.test(any) && any !== '.' && any !== '..');
  await fc.assert(
    fc.asyncProperty(text, text, async (name, why) => {
      controls.carriedOut.length = 0;
      const inPath = encodeURIComponent(name);
      const stopped = await post(`${routes}/servers/default/management-agents/${inPath}/stop`, { why });
      const removed = await ask('DELETE', `${routes}/servers/default/queue/${inPath}`, why);
      expect([stopped.status, removed.status]).toEqual([200, 200]);
      expect(controls.carriedOut.map(({ control }) => control)).toMatchObject([
        { action: 'stop', managementAgent: name, why },
        { action: 'remove-request', requestId: name, why },
      ]);
    }),
    { numRuns: 50 },
  );
});
