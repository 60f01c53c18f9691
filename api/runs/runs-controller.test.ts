import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { cycleId } from '../../domain/naming.js';
import { failing, fakeEngine, inPieces, RUN } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { readRunFixture, readRunHistoryXml } from '../../test/run-history-fixture.js';
import { runDetailsSchema } from './run-details-schema.js';
import { runErrorsSchema } from './run-errors-schema.js';
import { runListSchema } from './run-list-schema.js';

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
      status: 406,
      body: { code: 'not-acceptable', detail: expect.stringContaining('Accept is "image/png"') },
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

describe('GET /servers/:server/management-agents/:managementAgent/runs', () => {
  const RUNS = 'servers/default/management-agents/hr/runs';

  test('lists the newest first, page by page, with the cycle of those that the run lock knows', async () => {
    const { routes } = await serveWithFakes();
    const first = await request(`${routes}/${RUNS}?limit=2`);
    expect(first.status).toBe(200);
    expect(runListSchema.parse(first.body)).toMatchObject({
      runs: [
        { runNumber: 12, result: 'success', summary: '1 add staged', cycle: cycleId('default', 'HR', 'b') },
        { runNumber: 11, cycle: cycleId('default', 'HR', 'a') },
      ],
      next: 11,
    });
    const second = await request(`${routes}/${RUNS}?limit=2&before=11`);
    expect(runListSchema.parse(second.body)).toEqual({ runs: [expect.objectContaining({ runNumber: 10 })] });
    expect(second.text).not.toContain('"cycle"');
  });

  test('a run that goes on has no result yet, whatever its steps look like', async () => {
    const lastRun = { runNumber: 12, runProfile: 'Delta Import', result: 'in-progress', start: '' };
    const status = (managementAgentId: string) =>
      Promise.resolve({ managementAgentId, managementAgentName: 'HR', busy: true, lastRun });
    const { routes } = await serveWithFakes({ engines: new Map([['default', fakeEngine({ status })]]) });
    expect(await request(`${routes}/${RUNS}`)).toMatchObject({
      body: { runs: [{ result: 'in-progress' }, { result: 'success' }, { result: 'success' }] },
    });
  });

  test('is there without the run lock', async () => {
    const { routes } = await serveWithFakes({
      runLocks: { status: failing('worker-unreachable') },
    });
    expect(await request(`${routes}/${RUNS}`)).toMatchObject({ status: 200, body: { runs: [{}, {}, {}] } });
  });

  test.each([
    ['limit=101', 'query.limit is "101": write a number from 1 to 100'],
    ['before=0', 'query.before is "0": write a run number'],
    ['after=1', '"after"'],
  ])('?%s is invalid', async (query, detail) => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/${RUNS}?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining(detail) },
    });
  });

  test('an unknown management agent is a problem', async () => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/servers/default/management-agents/nobody/runs`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-management-agent' },
    });
  });
});
