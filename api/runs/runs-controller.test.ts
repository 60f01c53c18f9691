import { describe, expect, test } from 'vitest';
import { RUN } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { runDetailsSchema } from './run-details-schema.js';

const RUN_12 = 'servers/default/management-agents/hr/runs/12';

describe('GET /servers/:server/management-agents/:managementAgent/runs/:runNumber', () => {
  test.each([undefined, '*/*', 'application/json', 'text/html, application/json;q=0.9'])(
    'is JSON for Accept: %s',
    async (accept) => {
      const { routes } = await serveWithFakes();
      const answer = await request(
        `${routes}/${RUN_12}`,
        accept === undefined ? {} : { headers: { accept } },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get('vary')).toContain('Accept');
      expect(runDetailsSchema.parse(answer.body)).toEqual(RUN);
    },
  );

  test.each(['application/xml', 'text/xml', 'application/json;q=0.1, application/xml'])(
    "is the engine's document for Accept: %s, and declares the encoding that it is sent in",
    async (accept) => {
      const { routes } = await serveWithFakes();
      const answer = await request(`${routes}/${RUN_12}`, { headers: { accept } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^(application|text)\/xml; charset=utf-8$/);
      expect(answer.text).toBe(
        '<?xml version="1.0" encoding="utf-8"?>\n<run-history><run-details><ma-name>Zürich</ma-name></run-details></run-history>',
      );
    },
  );

  test('offers nothing else', async () => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/${RUN_12}`, { headers: { accept: 'image/png' } })).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining('Accept is "image/png"') },
    });
  });

  test.each(['application/json', 'application/xml'])(
    'an unknown run is a problem for %s too',
    async (accept) => {
      const { routes } = await serveWithFakes();
      expect(
        await request(`${routes}/servers/default/management-agents/HR/runs/99`, { headers: { accept } }),
      ).toMatchObject({ status: 404, body: { code: 'unknown-run' } });
    },
  );

  test('takes the id of the management agent, and refuses one that is not there', async () => {
    const { routes } = await serveWithFakes();
    const byId = encodeURIComponent(RUN.managementAgentId.toLowerCase());
    expect(await request(`${routes}/servers/default/management-agents/${byId}/runs/12`)).toMatchObject({
      status: 200,
    });
    expect(await request(`${routes}/servers/default/management-agents/HX/runs/12`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-management-agent' },
    });
  });

  test.each(['0', '-1', '1.5', 'last', '12345678901'])('%s is no run number', async (number) => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/servers/default/management-agents/HR/runs/${number}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining(`path.runNumber is "${number}"`) },
    });
  });
});
