import { describe, expect, test } from 'vitest';
import { fakeCanceller } from '../../test/api/fake-dependencies.js';
import { post, serveWithFakes } from '../../test/api/served-api.js';
import { cancellationSchema } from './cancellation-schema.js';

const HR = { cycle: 'autosync/default/cycle/HR/hire-4711', managementAgent: 'HR' };
const AD = { cycle: 'autosync/default/cycle/Fabrikam AD/a', managementAgent: 'Fabrikam AD' };
const PHONES = { cycle: 'autosync/default/cycle/Phones/b', managementAgent: 'Phones' };
const PATH = `servers/default/cycles/${encodeURIComponent('HR/hire-4711')}/cancel`;

describe('POST /servers/:server/cycles/:cycle/cancel', () => {
  test('cancels the cycle alone, and says what goes on', async () => {
    const canceller = fakeCanceller({ [HR.cycle]: [HR, AD, PHONES] });
    const { routes } = await serveWithFakes({ canceller });
    const answer = await post(`${routes}/${PATH}`, { why: 'wrong file' });
    expect(answer.status).toBe(202);
    expect(cancellationSchema.parse(answer.body)).toEqual({ cancelled: [HR], goOn: [AD, PHONES] });
    expect(canceller.told).toEqual([
      { cycle: HR.cycle, how: { finishRun: false, by: 'jane', why: 'wrong file' } },
    ]);
  });

  test('cancels all that it caused, if asked so, the causing ones first', async () => {
    const canceller = fakeCanceller({ [HR.cycle]: [HR, AD, PHONES] });
    const { routes } = await serveWithFakes({ canceller });
    const { body } = await post(`${routes}/${PATH}`, { children: true, finishRun: true });
    expect(body).toEqual({ cancelled: [HR, AD, PHONES], goOn: [] });
    const how = { finishRun: true, by: 'jane' };
    expect(canceller.told).toEqual([HR, AD, PHONES].map(({ cycle }) => ({ cycle, how })));
  });

  test('a cycle that has ended can have children that go on', async () => {
    const { routes } = await serveWithFakes({ canceller: fakeCanceller({ [HR.cycle]: [AD] }) });
    expect(await post(`${routes}/${PATH}`, {})).toMatchObject({
      status: 409,
      body: { code: 'nothing-runs', detail: expect.stringContaining('1 that it caused still run') },
    });
    expect((await post(`${routes}/${PATH}`, { children: true })).body).toEqual({ cancelled: [AD], goOn: [] });
  });

  test.each([
    ['hire-4712', {}, 404, 'unknown-cycle'],
    ['hire-4711', {}, 409, 'nothing-runs'],
    ['hire-4711', { kids: true }, 400, 'invalid-input'],
    ['hire-4711', { why: '' }, 400, 'invalid-input'],
  ])('%s with %j: %d %s', async (unique, body, status, code) => {
    const { routes } = await serveWithFakes({ canceller: fakeCanceller({ [HR.cycle]: [] }) });
    const path = `servers/default/cycles/${encodeURIComponent(`HR/${unique}`)}/cancel`;
    expect(await post(`${routes}/${path}`, body)).toMatchObject({ status, body: { code } });
  });
});
