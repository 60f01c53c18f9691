import { describe, expect, test } from 'vitest';
import { failing, fakeControls, STATUS } from '../../test/api/fake-dependencies.js';
import { post, request, serveWithFakes } from '../../test/api/served-api.js';
import { carriedOutSchema } from '../controls/control-schema.js';

const REQUEST_ID = STATUS.holds[0]?.requestId ?? '';
const IN_PATH = encodeURIComponent(REQUEST_ID);

test('GET …/holds lists the exports that are held, with their figures', async () => {
  const { routes } = await serveWithFakes();
  const answer = await request(`${routes}/servers/default/holds`);
  expect(answer).toMatchObject({ status: 200, body: STATUS.holds });
  expect(STATUS.holds).toHaveLength(1);
  expect(await request(`${routes}/servers/berlin/holds`)).toMatchObject({
    status: 404,
    body: { code: 'unknown-server' },
  });
});

test('GET …/holds says when the run lock cannot be reached', async () => {
  const { routes } = await serveWithFakes({
    runLocks: { status: failing('worker-unreachable', 'It is so.') },
  });
  expect(await request(`${routes}/servers/default/holds`)).toMatchObject({ status: 503 });
});

describe.each([
  ['approve', 'approve-export'],
  ['reject', 'reject-export'],
] as const)('POST …/holds/…/%s', (path, action) => {
  test('tells the run lock what, who and why', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ controls });
    const url = `${routes}/servers/default/holds/${IN_PATH}/${path}`;
    const answer = await post(url, { why: 'a plant was sold' }, { 'idempotency-key': 'k' });
    expect(carriedOutSchema.parse(answer.body)).toEqual({ version: STATUS.version + 1 });
    expect(controls.carriedOut).toEqual([
      {
        server: 'default',
        control: {
          action,
          requestId: REQUEST_ID,
          id: expect.stringMatching(/^k\//),
          by: 'jane',
          why: 'a plant was sold',
        },
      },
    ]);
  });

  test('needs a reason: without one, and on an unknown server, nothing is decided', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ controls });
    const url = `${routes}/servers/default/holds/${IN_PATH}/${path}`;
    const invalid = { status: 400, body: { code: 'invalid-input', detail: expect.stringContaining('why') } };
    expect(await post(url, {})).toMatchObject(invalid);
    expect(await post(url, { why: '' })).toMatchObject(invalid);
    expect(await post(`${routes}/servers/berlin/holds/${IN_PATH}/${path}`, { why: 'x' })).toMatchObject({
      status: 404,
    });
    expect(controls.carriedOut).toEqual([]);
  });

  test('says when somebody has decided meanwhile', async () => {
    const { routes } = await serveWithFakes({
      controls: { carryOut: failing('unknown-hold', 'No export is held under request "x".') },
    });
    expect(await post(`${routes}/servers/default/holds/x/${path}`, { why: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-hold', detail: 'No export is held under request "x".' },
    });
  });
});

test('an approval raises the threshold only if it says so', async () => {
  const controls = fakeControls();
  const { routes } = await serveWithFakes({ controls });
  const url = `${routes}/servers/default/holds/${IN_PATH}/approve`;
  await post(url, { why: 'x', raise: true });
  await post(url, { why: 'x', raise: false });
  expect(controls.carriedOut.map(({ control }) => 'raise' in control && control.raise)).toEqual([
    true,
    false,
  ]);
  expect(
    await post(`${routes}/servers/default/holds/${IN_PATH}/reject`, { why: 'x', raise: true }),
  ).toMatchObject({ status: 400 });
});
