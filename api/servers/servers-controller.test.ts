import { describe, expect, test } from 'vitest';
import { progressOf } from '../../domain/run-history/run-progress.js';
import { endedView, failing, fakeCycles, record, RUN, STATUS } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';
import { queueSchema, serversSchema, serverStatusSchema } from './status-schema.js';

describe('GET /servers', () => {
  test('lists the servers of the configuration, whatever is down', async () => {
    const { routes } = await serveWithFakes();
    const { status, body } = await request(`${routes}/servers`);
    expect(status).toBe(200);
    expect(serversSchema.parse(body)).toEqual([
      {
        server: 'default',
        links: {
          status: '/api/v1/servers/default',
          queue: '/api/v1/servers/default/queue',
          managementAgents: '/api/v1/servers/default/management-agents',
          cycles: '/api/v1/servers/default/cycles',
        },
      },
    ]);
  });
});

describe('GET /servers/:server', () => {
  test("is the run lock's status, as documented", async () => {
    const { routes } = await serveWithFakes();
    const { status, body } = await request(`${routes}/servers/default`);
    expect(status).toBe(200);
    expect(serverStatusSchema.parse(body)).toEqual({ ...STATUS, engineWorker: { state: 'present' } });
  });

  test('says since when no worker has asked for work on the queue of the engine', async () => {
    const askedAt = Date.parse('2001-01-01T10:00:00.000Z');
    const asked: string[] = [];
    const { routes } = await serveWithFakes({
      temporal: {
        serverVersion: () => Promise.resolve('1.29.1'),
        pollers: (queue, kind) => {
          asked.push(`${kind} ${queue}`);
          return Promise.resolve([{ identity: '42@host', silentMs: 100_000, askedAt }]);
        },
      },
    });
    const { body } = await request(`${routes}/servers/default`);
    const engineWorker = { state: 'absent', since: '2001-01-01T10:00:00.000Z' };
    expect(serverStatusSchema.parse(body)).toMatchObject({ engineWorker });
    await request(`${routes}/servers/default`);
    expect(asked).toEqual(['activity autosync-engine-default']);
  });

  test('says how far a run is, and answers in full when it has come further', async () => {
    const cycle = STATUS.running[0]?.cycle ?? '';
    const progress = { ...progressOf(RUN), staged: 40 };
    const activity = { attempt: 1, progress };
    const cycles = fakeCycles([{ ...record(cycle, endedView('HR')), activity }]);
    const { routes } = await serveWithFakes({ cycles });
    const { body, headers } = await request(`${routes}/servers/default`);
    expect(serverStatusSchema.parse(body)).toMatchObject({ running: [{ progress }] });
    const further = { ...activity, progress: { ...progress, staged: 41 } };
    const again = await serveWithFakes({
      cycles: fakeCycles([{ ...record(cycle, endedView('HR')), activity: further }]),
    });
    expect(
      await request(`${again.routes}/servers/default`, {
        headers: { 'if-none-match': headers.get('etag') ?? '' },
      }),
    ).toMatchObject({ status: 200, body: { running: [{ progress: { staged: 41 } }] } });
  });

  test('answers 304 to whoever has this version, also through fetch, which forbids caches to answer', async () => {
    const { routes } = await serveWithFakes();
    const first = await request(`${routes}/servers/default`);
    const entityTag = first.headers.get('etag') ?? '';
    const second = await request(`${routes}/servers/default`, { headers: { 'if-none-match': entityTag } });
    expect(second).toMatchObject({ status: 304, text: '' });
    expect(second.headers.get('etag')).toBe(entityTag);
  });

  test('answers in full again when the version has changed', async () => {
    let version = 7;
    const { routes } = await serveWithFakes({
      runLocks: { status: () => Promise.resolve({ ...STATUS, version }) },
    });
    const first = await request(`${routes}/servers/default`);
    version = 8;
    const second = await request(`${routes}/servers/default`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect(second).toMatchObject({ status: 200, body: { version: 8 } });
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
  });

  test('an unknown server is a problem that lists the known ones', async () => {
    const { routes } = await serveWithFakes();
    const answer = await request(`${routes}/servers/berlin`);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({
      status: 404,
      body: {
        type: 'urn:autosync:problem:unknown-server',
        title: 'Unknown server',
        status: 404,
        code: 'unknown-server',
        detail: 'There is no sync server "berlin". The configuration has: default.',
        operatorAction: 'Use one of the sync servers of the configuration.',
        retryable: false,
      },
    });
  });

  test.each(['run-lock-unreachable', 'worker-unreachable', 'temporal-unreachable'] as const)(
    'says %s when it is so',
    async (code) => {
      const { routes } = await serveWithFakes({
        runLocks: { status: failing(code, 'nobody is there') },
      });
      expect(await request(`${routes}/servers/default`)).toMatchObject({
        status: 503,
        body: { code, detail: 'nobody is there', retryable: true },
      });
    },
  );
});

describe('GET /servers/:server/queue', () => {
  test('is what runs, what waits and what is held, with an entity tag of its own', async () => {
    const { routes } = await serveWithFakes();
    const { version, running, waiting, holds } = STATUS;
    const first = await request(`${routes}/servers/default/queue`);
    expect(queueSchema.parse(first.body)).toEqual({ version, running, waiting, holds });
    const entityTag = first.headers.get('etag') ?? '';
    expect(
      await request(`${routes}/servers/default/queue`, { headers: { 'if-none-match': entityTag } }),
    ).toMatchObject({ status: 304, text: '' });
    expect(
      await request(`${routes}/servers/default`, { headers: { 'if-none-match': entityTag } }),
    ).toMatchObject({ status: 200 });
  });

  test('of an unknown server is a problem', async () => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/servers/berlin/queue`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-server' },
    });
  });
});
