import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { fakeEngine, inPieces, RUN } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { readRunFixture, readRunHistoryXml } from '../../test/run-history-fixture.js';
import { runDetailsSchema } from './run-details-schema.js';
import { runErrorsSchema } from './run-errors-schema.js';

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

async function* broken() {
  yield await Promise.resolve(`<run-history>${'<a/>'.repeat(10_000)}`);
  throw new AutoSyncError('engine-unreachable', 'gone');
}

describe('the XML of a run', () => {
  test('is sent as the engine gives it, and no further than somebody reads', async () => {
    let given = 0;
    const engineSide = new EventEmitter();
    const over = once(engineSide, 'over');
    async function* endless() {
      try {
        yield '<run-history>';
        for (;;) {
          given += 1;
          yield await Promise.resolve('<a/>'.repeat(10_000));
        }
      } finally {
        engineSide.emit('over');
      }
    }
    const engine = fakeEngine({ runDetailsXml: () => Promise.resolve(endless()) });
    const { routes } = await serveWithFakes({ engines: new Map([['default', engine]]) });
    const gone = new AbortController();
    const response = await fetch(`${routes}/${RUN_12}`, {
      headers: { accept: 'application/xml' },
      signal: gone.signal,
    });
    expect(response.status).toBe(200);
    await response.body?.getReader().read();
    gone.abort();
    await over;
    expect(given).toBeGreaterThan(0);
  });

  test('is cut when the engine is lost in the middle', async () => {
    const engine = fakeEngine({ runDetailsXml: () => Promise.resolve(broken()) });
    const { routes } = await serveWithFakes({ engines: new Map([['default', engine]]) });
    await expect(request(`${routes}/${RUN_12}`, { headers: { accept: 'application/xml' } })).rejects.toThrow(
      'terminated',
    );
  });
});

describe('GET …/runs/:runNumber/errors', () => {
  const XML = readRunHistoryXml('every-kind-of-error');
  const engine = fakeEngine({ runDetailsXml: () => Promise.resolve(inPieces([XML])) });

  test('is all of them, page by page, as documented', async () => {
    const { routes } = await serveWithFakes({ engines: new Map([['default', engine]]) });
    const all = runErrorsSchema.parse((await request(`${routes}/${RUN_12}/errors`)).body);
    const { steps } = readRunFixture('every-kind-of-error');
    expect(all.total).toBe(steps.reduce((sum, { errorCount }) => sum + errorCount, 0));
    expect(all.errors).toHaveLength(all.total);
    expect(all.total).toBeGreaterThan(3);
    const page = runErrorsSchema.parse((await request(`${routes}/${RUN_12}/errors?offset=1&limit=2`)).body);
    expect(page).toEqual({ total: all.total, offset: 1, errors: all.errors.slice(1, 3) });
  });

  test.each(['offset=-1', 'limit=0', 'limit=1001', 'page=2'])('?%s is refused', async (query) => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/${RUN_12}/errors?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input' },
    });
  });
});
