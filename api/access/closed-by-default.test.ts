import { describe, expect, onTestFinished, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import {
  failing,
  fakeAudit,
  fakeControls,
  fakeDependencies,
  STATUS,
} from '../../test/api/fake-dependencies.js';
import { bearer, FAKE_TOKENS } from '../../test/api/fake-tokens.js';
import { post, request, serveWithFakes, SILENT } from '../../test/api/served-api.js';
import type { AuditLog } from '../audit/audit-record.js';
import { createApi } from '../create-api.js';
import type { TokenVerifier } from './token-verifier.js';

const CLOSED = { access: { verifiers: [FAKE_TOKENS] } };
const JANE = { name: 'jane', role: 'admin', by: 'this-machine' } as const;

/** An audit log that has failed. */
const broken = (write: AuditLog['write']): AuditLog => ({
  ...fakeAudit(),
  write,
  failure: () => '/full/audit.log cannot be written: no space left on device',
});

describe('on this machine without a token', () => {
  test('it is the person at it, with every right', async () => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/me`)).toMatchObject({ status: 200, body: JANE });
  });

  test('a token that is sent counts all the same, and a wrong one is refused', async () => {
    const { routes } = await serveWithFakes({ access: { localPerson: JANE, verifiers: [FAKE_TOKENS] } });
    expect(await request(`${routes}/me`, { headers: bearer('viewer') })).toMatchObject({
      body: { name: 'the viewer', role: 'viewer', by: 'api-key' },
    });
    expect(await request(`${routes}/me`, { headers: bearer('revoked') })).toMatchObject({ status: 401 });
    expect(await post(`${routes}/servers/default/stop`, {}, bearer('viewer'))).toMatchObject({ status: 403 });
  });

  test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
    'whoever a proxy speaks for (%s) is not at it, and needs a token',
    async (header) => {
      const { routes } = await serveWithFakes({ access: { localPerson: JANE, verifiers: [FAKE_TOKENS] } });
      const headers = { [header]: '192.0.2.7' };
      expect(await request(`${routes}/me`, { headers })).toMatchObject({
        status: 401,
        body: { detail: expect.stringContaining(`comes through a proxy: it has ${header}`) },
      });
      expect(await request(`${routes}/me`, { headers: { ...headers, ...bearer('viewer') } })).toMatchObject({
        status: 200,
      });
      expect((await request(`${routes}/health`, { headers })).text).not.toContain('42@host');
    },
  );
});

describe('a token', () => {
  test.each([
    ['Basic dXNlcjpwYXNz'],
    ['viewer'],
    ['Bearer'],
    ['Bearer '],
    ['Bearer viewer admin'],
    [`Bearer ${'x'.repeat(8_193)}`],
  ])('as "%.30s" is none', async (authorization) => {
    const { routes } = await serveWithFakes(CLOSED);
    expect(await request(`${routes}/me`, { headers: { authorization } })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  test('is asked of every kind that is known', async () => {
    const nothing: TokenVerifier = {
      known: () => Promise.resolve(undefined),
      verify: () => Promise.resolve(undefined),
    };
    const { routes } = await serveWithFakes({ access: { verifiers: [nothing, FAKE_TOKENS] } });
    expect(await request(`${routes}/me`, { headers: bearer('admin') })).toMatchObject({ status: 200 });
  });

  test('that cannot be checked is answered with 503, and is no failed log-in', async () => {
    const audit = fakeAudit();
    const verify = failing('authentication-unavailable', 'The provider is away.');
    const away: TokenVerifier = { known: () => Promise.resolve(undefined), verify };
    const { routes } = await serveWithFakes({ access: { verifiers: [away] }, audit });
    for (let n = 0; n < 15; n += 1) {
      expect(await request(`${routes}/me`, { headers: bearer('a.b.c') })).toMatchObject({
        status: 503,
        body: { code: 'authentication-unavailable', retryable: true },
      });
    }
    expect(audit.records).toHaveLength(15);
    expect(audit.records[0]).toMatchObject({
      event: 'refused',
      route: '/api/v1/me',
      status: 503,
      code: 'authentication-unavailable',
      detail: 'The provider is away.',
    });
  });

  test('guessed ten times is guessed no more; who is known already is let in all the same', async () => {
    const audit = fakeAudit();
    const known: TokenVerifier = {
      known: (token) => Promise.resolve(token === 'in-use' ? JANE : undefined),
      verify: (token) => FAKE_TOKENS.verify(token),
    };
    const { routes } = await serveWithFakes({ access: { verifiers: [known] }, audit });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      statuses.push((await request(`${routes}/me`, { headers: bearer(`guess-${n}`) })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    // Nor is a right one: who guesses must not see that it is.
    const refused = await request(`${routes}/me`, { headers: bearer('admin') });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await request(`${routes}/me`, { headers: bearer('in-use') })).toMatchObject({ status: 200 });
    expect(
      audit.records.filter((record) => 'code' in record && record.code === 'too-many-attempts'),
    ).toHaveLength(3);
    expect(await request(`${routes}/health`)).toMatchObject({ status: 200 });
  });
});

describe('who does it', () => {
  test('stands with what is kept, and says how that is known', async () => {
    const controls = fakeControls();
    const { routes } = await serveWithFakes({ ...CLOSED, controls });
    await post(`${routes}/servers/default/stop`, {}, bearer('operator'));
    const held = encodeURIComponent(STATUS.holds[0]?.requestId ?? '');
    await post(`${routes}/servers/default/holds/${held}/reject`, { why: 'a mistake' }, bearer('admin'));
    expect(controls.carriedOut.map(({ control }) => control.by)).toEqual([
      'the operator (API key)',
      'the admin (API key)',
    ]);
  });

  test('is recorded before it is done, with what is asked for, where, from where and why', async () => {
    const audit = fakeAudit();
    const seen: number[] = [];
    const controls = {
      carryOut: () => {
        seen.push(audit.records.length);
        return Promise.resolve({ version: 8 });
      },
    };
    const { routes } = await serveWithFakes({ ...CLOSED, audit, controls });
    const body = { why: 'maintenance', cancelRuns: true };
    await post(`${routes}/servers/default/management-agents/HR/stop`, body, bearer('operator'));
    expect(seen).toEqual([1]);
    const about = {
      id: expect.any(String),
      from: expect.stringMatching(/127\.0\.0\.1$/),
      method: 'POST',
      route: '/api/v1/servers/:server/management-agents/:managementAgent/stop',
      path: { server: 'default', managementAgent: 'HR' },
      who: 'the operator',
      role: 'operator',
      by: 'api-key',
    };
    expect(audit.records).toEqual([
      { event: 'change-asked', ...about, why: 'maintenance', asked: { cancelRuns: true } },
      { event: 'change-done', ...about, status: 200 },
    ]);
    expect(new Set(audit.records.map((record) => 'id' in record && record.id)).size).toBe(1);
  });

  test('is recorded with what came of it where it fails, and nothing of a defect is told', async () => {
    const audit = fakeAudit();
    let fails = new Error('secret of the program');
    const controls = { carryOut: () => Promise.reject(fails) };
    const { routes } = await serveWithFakes({ audit, controls });
    const url = `${routes}/servers/default/queue/x?why=${encodeURIComponent('stale & old')}`;
    await request(url, { method: 'DELETE' });
    fails = new AutoSyncError('unknown-request', 'There is none.');
    await request(url, { method: 'DELETE' });
    expect(audit.records).toMatchObject([
      { event: 'change-asked', who: 'jane', why: 'stale & old' },
      { event: 'change-failed', status: 500, code: 'internal' },
      { event: 'change-asked' },
      { event: 'change-failed', status: 404, code: 'unknown-request', detail: 'There is none.' },
    ]);
    expect(JSON.stringify(audit.records)).not.toContain('secret of the program');
  });

  test('what the body says beside what is known to be harmless is not recorded', async () => {
    const audit = fakeAudit();
    const { routes } = await serveWithFakes({ audit });
    const cycle = { managementAgent: 'HR', runProfile: 'Delta Import', password: 'hunter2' };
    await post(`${routes}/servers/default/cycles`, cycle);
    expect(audit.records).toMatchObject([
      { asked: { managementAgent: 'HR', runProfile: 'Delta Import' } },
      { event: 'change-failed', code: 'invalid-input' },
    ]);
    expect(JSON.stringify(audit.records[0])).not.toContain('hunter2');
  });
});

test('whoever sends webhooks that are not signed fills no log, and is counted', async () => {
  const audit = fakeAudit();
  const { routes } = await serveWithFakes({ ...CLOSED, audit });
  for (let n = 0; n < 40; n += 1) {
    expect(await post(`${routes}/hooks/default/hr`, { n })).toMatchObject({ status: n < 10 ? 401 : 429 });
  }
  // Ten that were looked at, and of those that were not the first twenty.
  expect(audit.records).toHaveLength(30);
  expect(audit.records[0]).toMatchObject({
    event: 'refused',
    route: '/api/v1/hooks/:server/:trigger',
    status: 401,
    code: 'webhook-refused',
  });
});

describe('an audit log that cannot be written', () => {
  test('lets nothing be changed; what only shows is shown, and the health says why', async () => {
    const controls = fakeControls();
    const audit = broken(failing('audit-unavailable', 'The audit log cannot be written.'));
    const { routes } = await serveWithFakes({ audit, controls });
    expect(await post(`${routes}/servers/default/stop`, {})).toMatchObject({
      status: 503,
      body: { code: 'audit-unavailable', operatorAction: expect.stringContaining('AUTOSYNC_AUDIT') },
    });
    expect(controls.carriedOut).toEqual([]);
    expect(await request(`${routes}/servers`)).toMatchObject({ status: 200 });
    expect(await request(`${routes}/health`)).toMatchObject({
      status: 503,
      body: { error: { audit: { status: 'down', code: 'audit-unavailable' } } },
    });
  });

  test('whoever is refused is refused all the same', async () => {
    const audit = broken(failing('audit-unavailable', 'The audit log cannot be written.'));
    const { routes } = await serveWithFakes({ ...CLOSED, audit });
    expect(await request(`${routes}/servers`)).toMatchObject({ status: 401 });
  });

  test('what is done by then is answered as done', async () => {
    let writes = 0;
    const audit = broken(() => {
      writes += 1;
      return writes === 1 ? Promise.resolve() : Promise.reject(new Error('the disk is full'));
    });
    const { routes } = await serveWithFakes({ audit });
    expect(await post(`${routes}/servers/default/stop`, {})).toMatchObject({ status: 200 });
    expect(writes).toBe(2);
  });
});

describe('what comes over HTTP', () => {
  test('of somebody unknown is not read', async () => {
    const { routes } = await serveWithFakes(CLOSED);
    expect(await post(`${routes}/servers/default/stop`, { why: 'x'.repeat(1_000_000) })).toMatchObject({
      status: 401,
    });
  });

  test('no other web page may call, unless it is named', async () => {
    const origin = 'https://console.example.com';
    const preflight = {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    };
    const { routes: closed } = await serveWithFakes();
    const refused = await request(`${closed}/servers/default/stop`, preflight);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    const { routes } = await serveWithFakes({}, SILENT, { origins: [origin] });
    const allowed = await request(`${routes}/servers/default/stop`, preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await request(`${routes}/me`, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('behind a proxy that is trusted, the source is who it speaks for; else it is the proxy', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    const sources: unknown[] = [];
    for (const trustedProxies of [[], ['127.0.0.1']]) {
      const audit = fakeAudit();
      const { routes } = await serveWithFakes({ ...CLOSED, audit }, SILENT, { trustedProxies });
      await request(`${routes}/me`, { headers });
      sources.push(...audit.records.map((record) => record.from));
    }
    expect(sources).toEqual([expect.stringMatching(/127\.0\.0\.1$/), '192.0.2.7']);
  });

  test.each(['/api/v1/servers', '/api/v1/me', '/nowhere', '/api/openapi.json'])(
    '%s runs nothing in a browser, is kept nowhere, and names no maker',
    async (path) => {
      const { url } = await serveWithFakes();
      const { headers } = await request(url + path);
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
    },
  );

  test('the documentation may run its own scripts, and needs no others', async () => {
    const { url } = await serveWithFakes(CLOSED);
    const page = await request(`${url}/api/docs`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const scripts = [...page.text.matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toMatch(/src=['"]\.?\/?[\w./-]+['"]/);
      expect(inline?.trim()).toBe('');
    }
  });

  test('whoever is slow is waited for no longer than half a minute', async () => {
    const app = await createApi(fakeDependencies(), SILENT);
    onTestFinished(() => app.close());
    expect(app.getHttpServer()).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
  });
});
