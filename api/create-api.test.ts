import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { fakeAudit, fakeDependencies, fakeEngine } from '../test/api/fake-dependencies.js';
import { SILENT, post, request, serveWithFakes } from '../test/api/served-api.js';
import { serveApi } from './serve-api.js';

describe('every answer', () => {
  test.each([
    ['GET', '/nowhere'],
    ['GET', '/api/v1/nowhere'],
  ])('%s %s is an unknown route', async (method, path) => {
    const { url } = await serveWithFakes();
    const answer = await request(url + path, { method });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({
      status: 404,
      body: { code: 'unknown-route', detail: `This API has no ${method} ${path}.` },
    });
  });

  test.each([
    ['DELETE', '/api/v1/servers', 'GET, HEAD'],
    ['PUT', '/api/v1/servers/default/cycles', 'GET, HEAD, POST'],
    ['GET', '/api/v1/servers/default/queue/autosync%2Fx%231', 'DELETE'],
  ])('%s %s is a method that the route does not have', async (method, path, allowed) => {
    const { url } = await serveWithFakes();
    const answer = await request(url + path, { method });
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(answer).toMatchObject({
      status: 405,
      body: { code: 'method-not-allowed', detail: `${path} takes ${allowed}, not ${method}.` },
    });
    // Whoever only wants to know may ask.
    const asked = await request(url + path, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, allowed]);
  });

  test.each(['/api/v1/servers', '/api/v1/servers/default', '/api/v1/servers/default/cycles'])(
    'HEAD %s is the answer without its body',
    async (path) => {
      const { url } = await serveWithFakes();
      const [head, full] = [await request(url + path, { method: 'HEAD' }), await request(url + path)];
      expect([head.status, head.text]).toEqual([200, '']);
      for (const name of ['content-type', 'content-length', 'etag']) {
        expect(head.headers.get(name)).toBe(full.headers.get(name));
      }
    },
  );

  test.each([
    ['{"managementAgent":', 400, 'invalid-input', 'the body is no valid JSON'],
    [`"${'x'.repeat(101 * 1024)}"`, 413, 'payload-too-large', 'the body is larger than 100 kB'],
  ])('a body that cannot be read is a problem', async (body, status, code, detail) => {
    const { routes } = await serveWithFakes();
    expect(
      await request(`${routes}/servers/default/cycles`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    ).toMatchObject({
      status,
      body: { code, detail: expect.stringContaining(detail) },
    });
  });

  test.each([
    ['{"text": "servers", "token": hunter2}', "Unexpected token 'h'"],
    ['hunter2', "Unexpected token 'h'"],
    ['{"token": "hunter2" x}', 'at position'],
  ])('of a body that is no JSON nothing is repeated, it may be a secret: %s', async (body, said) => {
    const audit = fakeAudit();
    const { routes } = await serveWithFakes({ audit });
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${routes}/configuration/apply`, { method: 'POST', headers, body });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(said) } });
    expect(`${answer.text}${JSON.stringify(audit.records)}`).not.toMatch(/unter2/);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])(
    'a body as %s, which any web page may send, is not read',
    async (type) => {
      const { routes } = await serveWithFakes();
      const body =
        type === 'text/plain'
          ? '{"managementAgent":"HR","runProfile":"Delta Import"}'
          : 'managementAgent=HR&runProfile=Delta+Import';
      expect(
        await request(`${routes}/servers/default/cycles`, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
        }),
      ).toMatchObject({
        status: 415,
        body: { code: 'unsupported-media-type', detail: expect.stringContaining(type) },
      });
    },
  );

  test('a path that cannot be decoded is a problem', async () => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/servers/default/cycles/%E0%A4%A`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input' },
    });
  });

  test('neither names its maker nor lets other origins in', async () => {
    const { routes } = await serveWithFakes();
    const { headers } = await request(`${routes}/servers`, { headers: { origin: 'http://evil.example' } });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a defect is logged with its stack, and answered without', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const defect = new TypeError('secret of the program');
    const listManagementAgents = () => Promise.reject(defect);
    const { routes } = await serveWithFakes(
      { engines: new Map([['default', fakeEngine({ listManagementAgents })]]) },
      logger,
    );
    const answer = await request(`${routes}/servers/default/management-agents`);
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.text).not.toMatch(/secret|\.js|\.ts/);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        route: 'GET /api/v1/servers/default/management-agents',
        err: { type: 'TypeError', message: 'secret of the program', stack: expect.stringContaining('at ') },
      },
    ]);
  });

  test('what is expected to go wrong is not logged', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const { routes } = await serveWithFakes({}, logger);
    await post(`${routes}/servers/default/cycles`, {});
    await request(`${routes}/nowhere`);
    expect(lines).toEqual([]);
  });
});

test('a port that is taken is told as such', async () => {
  const { url } = await serveWithFakes();
  const port = Number(new URL(url).port);
  await expect(serveApi(fakeDependencies(), { port }, SILENT)).rejects.toMatchObject({
    name: 'AutoSyncError',
    code: 'port-in-use',
    message: `Port ${port} on 127.0.0.1 is in use; AUTOSYNC_PORT names another one.`,
  });
});
