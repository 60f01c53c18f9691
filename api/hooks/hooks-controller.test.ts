import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { AutoSyncError } from '../../domain/errors.js';
import { failing, fakeAudit, fakeTriggers } from '../../test/api/fake-dependencies.js';
import { request, serveWithFakes } from '../../test/api/served-api.js';

const SECRET = `whsec_${Buffer.from('the key of the test, of 32 bytes').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another key, just as long as it.').toString('base64')}`;

const configuration = parseConfiguration(
  `servers: { default: { importInterval: never, managementAgents: { HR: { triggers: {
    hr: { type: webhook, secret: { env: HR_HOOK }, minInterval: 10s, runProfileKind: delta-import },
    off: { type: webhook, secret: { env: HR_HOOK }, runProfileKind: delta-import, disabled: true },
    weekly: { type: interval, every: 7d, runProfile: Delta Sync } } } } } }`,
  'the test',
);

beforeEach(() => vi.stubEnv('HR_HOOK', SECRET));
afterEach(() => vi.unstubAllEnvs());

interface Sent {
  readonly trigger?: string;
  readonly body?: string;
  readonly signed?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(routes: string, sent: Sent = {}) {
  const {
    trigger = 'hr',
    body = '{"event":"hired"}',
    signed = body,
    secret = SECRET,
    at = new Date(),
  } = sent;
  const id = `msg_${randomUUID()}`;
  const response = await fetch(`${routes}/hooks/default/${trigger}`, {
    method: 'POST',
    headers: {
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, signed),
      ...sent.headers,
    },
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('POST /hooks/…', () => {
  test('that is signed starts a cycle at the end of its slot, which names the trigger', async () => {
    const triggers = fakeTriggers();
    const { routes } = await serveWithFakes({ configuration, triggers });
    const at = new Date(Math.floor(Date.now() / 10_000) * 10_000);
    const answer = await send(routes, { at });
    const unique = `webhook hr ${at.toISOString()}`;
    expect(answer).toMatchObject({ status: 202, body: { cycle: `autosync/default/cycle/HR/${unique}` } });
    expect(triggers.inSlots).toEqual([
      {
        input: {
          server: 'default',
          managementAgent: 'HR',
          maxDepth: 10,
          start: { kind: 'run-profile-kind', runProfileKind: 'delta-import' },
          cause: { trigger: 'webhook', description: 'trigger "hr": a signed request' },
          lineage: [],
        },
        slot: { unique, startDelayMs: 10_000 },
      },
    ]);
  });

  test('may have no body', async () => {
    const { routes } = await serveWithFakes({ configuration });
    expect(await send(routes, { body: '' })).toMatchObject({ status: 202 });
  });

  test.each<[string, Sent, string]>([
    ['signed with another key', { secret: OTHER }, 'its signature is not right'],
    ['with another body than was signed', { signed: '{"event":"left"}' }, 'its signature is not right'],
    [
      'signed more than five minutes ago',
      { at: new Date(Date.now() - 302_000) },
      'it was signed more than five minutes ago',
    ],
    [
      'signed in the future',
      { at: new Date(Date.now() + 600_000) },
      'it was signed more than five minutes in the future',
    ],
    ['without a signature', { headers: { 'webhook-signature': '' } }, 'it needs the headers'],
    ['without an id', { headers: { 'webhook-id': '' } }, 'it needs the headers'],
    ['with another id than was signed', { headers: { 'webhook-id': 'msg_1' } }, 'its signature is not right'],
    ['with an id that no id can be', { headers: { 'webhook-id': 'a/b' } }, 'webhook-id must be'],
    ['with a time that is none', { headers: { 'webhook-timestamp': '12x' } }, 'webhook-timestamp'],
    ['with an unknown kind of signature', { headers: { 'webhook-signature': 'v0,abc' } }, 'not right'],
    ['to a trigger that there is not', { trigger: 'none' }, 'its signature is not right'],
    ['to a trigger that is disabled', { trigger: 'off' }, 'its signature is not right'],
    ['to another kind of trigger', { trigger: 'weekly' }, 'its signature is not right'],
  ])('%s is refused, and starts nothing', async (_, sent, why) => {
    const triggers = fakeTriggers();
    const { routes } = await serveWithFakes({ configuration, triggers });
    expect(await send(routes, sent)).toMatchObject({
      status: 401,
      body: { code: 'webhook-refused', detail: expect.stringContaining(why) },
    });
    expect(triggers.inSlots).toEqual([]);
  });

  test.each<[string, Sent]>([
    ['signed with another key', { secret: OTHER }],
    ['signed too long ago', { at: new Date(Date.now() - 302_000) }],
    ['that is not signed', { headers: { 'webhook-signature': '' } }],
  ])('%s is not told by its refusal which triggers there are', async (_, sent) => {
    const { routes } = await serveWithFakes({ configuration });
    const answers = await Promise.all(
      ['hr', 'off', 'weekly', 'none'].map((trigger) => send(routes, { ...sent, trigger })),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('is not looked at for a while where too many were signed wrongly, nor is a right one', async () => {
    const triggers = fakeTriggers();
    const { routes } = await serveWithFakes({ configuration, triggers });
    for (let n = 0; n < 10; n += 1)
      expect(await send(routes, { secret: OTHER })).toMatchObject({ status: 401 });
    const answer = await send(routes);
    expect(answer).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(triggers.inSlots).toEqual([]);
    // Whoever logs in from there is not kept out by it.
    const wrong = { headers: { authorization: 'Bearer wrong' } };
    expect(await request(`${routes}/me`, wrong)).toMatchObject({ status: 401 });
  });

  test('that is signed rightly, or refused for another reason, does not count', async () => {
    const triggers = fakeTriggers({ hr: { paused: true } });
    const { routes } = await serveWithFakes({ configuration, triggers });
    for (let n = 0; n < 12; n += 1) expect(await send(routes)).toMatchObject({ status: 409 });
  });

  test('that is too large is refused before it is read', async () => {
    const { routes } = await serveWithFakes({ configuration });
    expect(await send(routes, { body: JSON.stringify('x'.repeat(17 * 1024)) })).toMatchObject({
      status: 413,
    });
  });

  test('to a paused trigger is refused, with the reason', async () => {
    const triggers = fakeTriggers({ hr: { paused: true, note: 'Paused by jane: audit' } });
    const { routes } = await serveWithFakes({ configuration, triggers });
    expect(await send(routes)).toMatchObject({
      status: 409,
      body: { code: 'trigger-paused', detail: 'The trigger "hr" is paused. Paused by jane: audit' },
    });
  });

  test('of a slot whose cycle has begun is refused', async () => {
    const { routes } = await serveWithFakes({
      configuration,
      triggers: { ...fakeTriggers(), startInSlot: failing('webhook-replayed') },
    });
    expect(await send(routes)).toMatchObject({ status: 409, body: { code: 'webhook-replayed' } });
  });

  test.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'not base64, nor long enough to be one'])(
    'cannot be checked where the secret is "%s", and nothing of it is told',
    async (secret) => {
      vi.stubEnv('HR_HOOK', secret);
      const { routes } = await serveWithFakes({ configuration });
      const answer = await send(routes);
      expect(answer).toMatchObject({ body: { code: 'secret-unavailable' } });
      expect(JSON.stringify(answer.body)).not.toContain('nor long enough');
    },
  );
});

describe('the audit log', () => {
  test('has a signed request before it starts anything, and names the cycle', async () => {
    const audit = fakeAudit();
    const { routes } = await serveWithFakes({ configuration, audit });
    const { body } = await send(routes);
    expect(audit.records).toMatchObject([
      { event: 'change-asked', route: '/api/v1/hooks/:server/:trigger', path: { trigger: 'hr' } },
      { event: 'change-done', status: 202, answered: body },
    ]);
    expect(new Set(audit.records.map((record) => 'id' in record && record.id)).size).toBe(1);
  });

  test('has what became of each signed request that failed, however many there are', async () => {
    const audit = fakeAudit();
    const triggers = fakeTriggers({ hr: { paused: true, note: 'Paused by jane: audit' } });
    const { routes } = await serveWithFakes({ configuration, audit, triggers });
    for (let sent = 0; sent < 25; sent += 1) await send(routes);
    const failed = { event: 'change-failed', status: 409, code: 'trigger-paused' };
    expect(audit.records).toMatchObject(
      Array.from({ length: 25 }, () => [{ event: 'change-asked' }, failed]).flat(),
    );
    expect(new Set(audit.records.map((record) => 'id' in record && record.id)).size).toBe(25);
  });

  test.each(['temporal-unreachable', 'webhook-replayed'] as const)(
    'has a signed request as failed that ends with %s',
    async (code) => {
      const audit = fakeAudit();
      const triggers = { ...fakeTriggers(), startInSlot: failing(code) };
      const { routes } = await serveWithFakes({ configuration, audit, triggers });
      await send(routes);
      expect(audit.records).toMatchObject([{ event: 'change-asked' }, { event: 'change-failed', code }]);
    },
  );

  test('has no more than the refusal of one that is not signed rightly', async () => {
    const audit = fakeAudit();
    const { routes } = await serveWithFakes({ configuration, audit });
    await send(routes, { secret: OTHER });
    expect(audit.records).toMatchObject([{ event: 'refused', code: 'webhook-refused' }]);
  });

  test('that cannot be written lets nothing start, the first time too', async () => {
    const triggers = fakeTriggers();
    const full = new AutoSyncError('audit-unavailable', 'The disk is full.');
    const audit = { ...fakeAudit(), write: () => Promise.reject(full) };
    const { routes } = await serveWithFakes({ configuration, triggers, audit });
    expect(await send(routes)).toMatchObject({ status: 503, body: { code: 'audit-unavailable' } });
    expect(triggers.inSlots).toEqual([]);
  });
});
