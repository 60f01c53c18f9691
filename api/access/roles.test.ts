import { describe, expect, onTestFinished, test } from 'vitest';
import { ROLES, suffices, type Role } from '../../domain/access/role.js';
import { cycleId } from '../../domain/naming.js';
import {
  endedView,
  fakeAudit,
  fakeCanceller,
  fakeCycles,
  fakeDependencies,
  record,
  STATUS,
} from '../../test/api/fake-dependencies.js';
import { FIRST_TEXT } from '../../test/api/fake-configuration-store.js';
import { bearer, FAKE_TOKENS } from '../../test/api/fake-tokens.js';
import { serveWithFakes, SILENT } from '../../test/api/served-api.js';
import { createApi } from '../create-api.js';
import { declaredRoutes } from './declared-routes.js';

/** How a route is called, and what it answers to whoever may call it. */
interface Row {
  /** A role, or `open`: anybody. Said here once more, so that a slip in a decorator is a failing test. */
  readonly needs: Role | 'open';
  /** Absent: no body is sent. */
  readonly body?: unknown;
  /** Absent: 200. */
  readonly answers?: number;
  /** After the path. */
  readonly query?: string;
}

const CYCLE = cycleId('default', 'HR', 'b');

/** What stands in a path. */
const NAMES: Readonly<Record<string, string>> = {
  server: 'default',
  managementAgent: 'HR',
  requestId: STATUS.waiting[0]?.requestId ?? '',
  token: '3',
  runNumber: '12',
  trigger: 'import/HR/default',
  revision: '1',
  cycle: CYCLE,
};

/**
 * Every route of the API. A new one needs a row here: who may call it, and a request that is well answered (over the
 * fakes of `test/api/fake-dependencies.ts`).
 */
const ROUTES: Readonly<Record<string, Row>> = {
  'GET /api/v1/me': { needs: 'viewer' },
  'GET /api/v1/health': { needs: 'open' },
  'GET /api/v1/servers': { needs: 'viewer' },
  'GET /api/v1/servers/:server': { needs: 'viewer' },
  'GET /api/v1/servers/:server/queue': { needs: 'viewer' },
  'GET /api/v1/servers/:server/events': { needs: 'viewer' },
  'POST /api/v1/servers/:server/stop': { needs: 'operator', body: {} },
  'POST /api/v1/servers/:server/start': { needs: 'operator', body: {} },
  'POST /api/v1/servers/:server/management-agents/:managementAgent/stop': { needs: 'operator', body: {} },
  'POST /api/v1/servers/:server/management-agents/:managementAgent/start': { needs: 'operator', body: {} },
  'POST /api/v1/servers/:server/management-agents/:managementAgent/cancel-run': {
    needs: 'operator',
    body: {},
  },
  'DELETE /api/v1/servers/:server/queue/:requestId': { needs: 'operator' },
  'POST /api/v1/servers/:server/queue/:requestId/move-to-front': { needs: 'operator', body: {} },
  'POST /api/v1/servers/:server/leases/:token/force-release': { needs: 'admin', body: {} },
  'GET /api/v1/servers/:server/holds': { needs: 'viewer' },
  'POST /api/v1/servers/:server/holds/:requestId/approve': { needs: 'operator', body: { why: 'expected' } },
  'POST /api/v1/servers/:server/holds/:requestId/reject': { needs: 'operator', body: { why: 'a mistake' } },
  'GET /api/v1/servers/:server/triggers': { needs: 'viewer' },
  'POST /api/v1/servers/:server/triggers/:trigger/fire': { needs: 'operator', body: {}, answers: 202 },
  'POST /api/v1/servers/:server/triggers/:trigger/pause': { needs: 'operator', body: {}, answers: 204 },
  'POST /api/v1/servers/:server/triggers/:trigger/resume': { needs: 'operator', body: {}, answers: 204 },
  // Open to whoever signs what is sent: this request is not signed.
  'POST /api/v1/hooks/:server/:trigger': { needs: 'open', answers: 401 },
  'POST /api/v1/servers/:server/cycles': {
    needs: 'operator',
    body: { managementAgent: 'HR', runProfile: 'Delta Import' },
    answers: 202,
  },
  'GET /api/v1/servers/:server/cycles': { needs: 'viewer' },
  'GET /api/v1/servers/:server/cycles/:cycle': { needs: 'viewer' },
  'POST /api/v1/servers/:server/cycles/:cycle/cancel': { needs: 'operator', body: {}, answers: 202 },
  'GET /api/v1/servers/:server/management-agents': { needs: 'viewer' },
  'GET /api/v1/servers/:server/management-agents/:managementAgent/runs': { needs: 'viewer' },
  'GET /api/v1/servers/:server/management-agents/:managementAgent/runs/:runNumber': { needs: 'viewer' },
  'GET /api/v1/servers/:server/management-agents/:managementAgent/runs/:runNumber/errors': {
    needs: 'viewer',
  },
  'GET /api/v1/configuration': { needs: 'viewer' },
  'POST /api/v1/configuration/check': { needs: 'admin', body: { text: FIRST_TEXT } },
  'POST /api/v1/configuration/apply': { needs: 'admin', body: { text: FIRST_TEXT } },
  'GET /api/v1/configuration/revisions': { needs: 'viewer' },
  'GET /api/v1/configuration/revisions/:revision': { needs: 'viewer' },
  'POST /api/v1/configuration/rollback': { needs: 'admin', body: { revision: 1 } },
};

/** An API that demands a token of everybody. */
async function serveClosed() {
  const audit = fakeAudit();
  const { url } = await serveWithFakes({
    access: { verifiers: [FAKE_TOKENS] },
    audit,
    cycles: fakeCycles([record(CYCLE, endedView('HR'))]),
    canceller: fakeCanceller({ [CYCLE]: [{ cycle: CYCLE, managementAgent: 'HR' }] }),
  });
  return { audit, url };
}

/** Calls a route as its row says. A stream of events has answered when it begins. */
async function call(url: string, route: string, { body, query = '' }: Row, headers: Record<string, string>) {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(NAMES[name] ?? ''));
  const end = new AbortController();
  const response = await fetch(url + filled + query, {
    method,
    signal: end.signal,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers: answered } = response;
  const isStream = answered.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? '' : await response.text();
  end.abort();
  const code = answered.get('content-type')?.startsWith('application/problem+json')
    ? (JSON.parse(text) as { readonly code: string }).code
    : undefined;
  return { status, code, challenge: answered.get('www-authenticate') };
}

test('every route of the API has a row, with the role that its handler declares', async () => {
  const app = await createApi(fakeDependencies(), SILENT);
  onTestFinished(() => app.close());
  await app.init();
  const declared = declaredRoutes(app).map(({ route, access }) => [
    route,
    access && ('open' in access ? 'open' : access.needs),
  ]);
  expect(Object.fromEntries(declared)).toEqual(
    Object.fromEntries(Object.entries(ROUTES).map(([route, { needs }]) => [route, needs])),
  );
});

test('nothing that changes is for viewers, and every open route says why', async () => {
  const app = await createApi(fakeDependencies(), SILENT);
  onTestFinished(() => app.close());
  await app.init();
  const routes = declaredRoutes(app);
  // A check is a POST because of what it is given; it changes nothing.
  const changes = routes.filter(({ route }) => !/^GET |\/check$/.test(route));
  expect(changes.filter(({ access }) => access && 'needs' in access && access.needs === 'viewer')).toEqual(
    [],
  );
  const reasons = routes.flatMap(({ access }) => (access && 'open' in access ? [access.open] : []));
  expect(reasons).toHaveLength(Object.values(ROUTES).filter(({ needs }) => needs === 'open').length);
  expect(reasons.filter((reason) => reason.split(' ').length < 4)).toEqual([]);
});

describe.each(Object.entries(ROUTES).filter(([, { needs }]) => needs !== 'open'))('%s', (route, row) => {
  const needed = row.needs === 'open' ? 'viewer' : row.needs;
  const isChange = !route.startsWith('GET ');

  test('without a token, or with a wrong one, is refused with 401, and recorded', async () => {
    const { url, audit } = await serveClosed();
    expect(await call(url, route, row, {})).toEqual({
      status: 401,
      code: 'unauthenticated',
      challenge: 'Bearer realm="AutoSync"',
    });
    expect(await call(url, route, row, bearer('nobody'))).toEqual({
      status: 401,
      code: 'unauthenticated',
      challenge: 'Bearer realm="AutoSync", error="invalid_token"',
    });
    const [method, path] = route.split(' ');
    const refused = { event: 'refused', method, route: path, status: 401, code: 'unauthenticated' };
    expect(audit.records).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);
  });

  test.each(ROLES.filter((role) => !suffices(role, needed)))(
    'is refused to the %s with 403',
    async (role) => {
      const { url, audit } = await serveClosed();
      expect(await call(url, route, row, bearer(role))).toMatchObject({ status: 403, code: 'forbidden' });
      expect(audit.records).toMatchObject([
        { event: 'refused', who: `the ${role}`, role, by: 'api-key', status: 403, code: 'forbidden' },
      ]);
    },
  );

  test.each(ROLES.filter((role) => suffices(role, needed)))('is for the %s', async (role) => {
    const { url, audit } = await serveClosed();
    const status = row.answers ?? 200;
    expect(await call(url, route, row, bearer(role))).toMatchObject({ status, code: undefined });
    const who = { who: `the ${role}`, role };
    expect(audit.records).toMatchObject(
      isChange
        ? [
            { event: 'change-asked', ...who },
            { event: 'change-done', ...who, status },
          ]
        : [],
    );
  });
});

test.each(Object.entries(ROUTES).filter(([, { needs }]) => needs === 'open'))(
  '%s is for everybody, whatever token there is not',
  async (route, row) => {
    const { url } = await serveClosed();
    expect(await call(url, route, row, {})).toMatchObject({ status: row.answers ?? 200 });
  },
);
