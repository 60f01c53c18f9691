import { expect, test } from 'vitest';
import { CATALOGUE, failing, fakeEngine } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { catalogueSchema } from './catalogue-schema.js';

test("GET /servers/:server/management-agents is the engine's catalogue, as documented", async () => {
  const { routes } = await serveWithFakes();
  const { status, body } = await request(`${routes}/servers/default/management-agents`);
  expect(status).toBe(200);
  expect(catalogueSchema.parse(body)).toEqual(CATALOGUE);
});

test('while the engine is away it is a problem', async () => {
  const listManagementAgents = failing('engine-unreachable', 'gone');
  const { routes } = await serveWithFakes({
    engines: new Map([['default', fakeEngine({ listManagementAgents })]]),
  });
  expect(await request(`${routes}/servers/default/management-agents`)).toMatchObject({
    status: 503,
    body: { code: 'engine-unreachable', detail: 'gone' },
  });
});
