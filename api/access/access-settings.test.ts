import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAccessSettings } from './access-settings.js';
import { createKey, revokeKey } from './keys/manage-keys.js';
import { openAccess } from './open-access.js';

const OIDC = {
  AUTOSYNC_OIDC_ISSUER: 'https://login.example.com/realm',
  AUTOSYNC_OIDC_AUDIENCE: 'api://autosync',
};

async function keyFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autosync-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'keys.json');
}

describe('the settings of access', () => {
  test('without any, it is this machine alone, without a token', () => {
    expect(readAccessSettings({})).toEqual({
      host: '127.0.0.1',
      requireToken: false,
      keyFile: '.autosync/api-keys.json',
      origins: [],
      trustedProxies: [],
    });
  });

  test.each([
    ['127.0.0.1', false],
    ['127.0.0.2', false],
    ['::1', false],
    ['localhost', false],
    ['LOCALHOST', false],
    ['0.0.0.0', true],
    ['::', true],
    ['::ffff:10.0.0.1', true],
    ['192.0.2.7', true],
    ['autosync.example.com', true],
    // Names may resolve to anything: only the reserved one is taken at its word.
    ['localhost.example.com', true],
    ['127.0.0.1.example.com', true],
  ])('on %s a token is demanded: %s', (host, requireToken) => {
    expect(readAccessSettings({ AUTOSYNC_HOST: host })).toMatchObject({ host, requireToken });
  });

  test('takes everything else', () => {
    const env = {
      ...OIDC,
      AUTOSYNC_REQUIRE_TOKEN: 'true',
      AUTOSYNC_KEYS: '/etc/autosync/keys.json',
      AUTOSYNC_OIDC_ROLE_CLAIM: 'groups',
      AUTOSYNC_OIDC_ROLES: 'AutoSync Admins=admin, CN=Ops, DC=x=operator',
      AUTOSYNC_CORS_ORIGINS: 'https://console.example.com, http://localhost:5173',
      AUTOSYNC_TRUSTED_PROXIES: '10.0.0.5,fd00::/8',
    };
    expect(() => readAccessSettings(env)).toThrow('"CN=Ops" is no value=role');
    expect(
      readAccessSettings({ ...env, AUTOSYNC_OIDC_ROLES: 'AutoSync Admins=admin,CN=Ops=operator' }),
    ).toEqual({
      host: '127.0.0.1',
      requireToken: true,
      keyFile: '/etc/autosync/keys.json',
      oidc: {
        issuer: 'https://login.example.com/realm',
        audience: 'api://autosync',
        role: { claim: 'groups', roles: { 'AutoSync Admins': 'admin', 'CN=Ops': 'operator' } },
      },
      origins: ['https://console.example.com', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.5', 'fd00::/8'],
    });
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ AUTOSYNC_HOST: 'http://0.0.0.0' }, 'AUTOSYNC_HOST is "http://0.0.0.0"'],
    [{ AUTOSYNC_HOST: '0.0.0.0:8080' }, 'AUTOSYNC_HOST is "0.0.0.0:8080"'],
    [{ AUTOSYNC_REQUIRE_TOKEN: 'yes' }, 'AUTOSYNC_REQUIRE_TOKEN is "yes"'],
    [{ ...OIDC, AUTOSYNC_OIDC_AUDIENCE: '' }, 'AUTOSYNC_OIDC_AUDIENCE is not set'],
    [{ ...OIDC, AUTOSYNC_OIDC_ISSUER: '' }, 'AUTOSYNC_OIDC_ISSUER is not set'],
    [{ ...OIDC, AUTOSYNC_OIDC_ISSUER: 'http://login.example.com' }, 'AUTOSYNC_OIDC_ISSUER is "http://login'],
    [{ ...OIDC, AUTOSYNC_OIDC_ISSUER: 'login.example.com' }, 'AUTOSYNC_OIDC_ISSUER is "login'],
    [{ ...OIDC, AUTOSYNC_OIDC_ROLES: 'Admins=root' }, '"Admins=root" is no value=role'],
    [{ AUTOSYNC_CORS_ORIGINS: '*' }, 'AUTOSYNC_CORS_ORIGINS is "*"'],
    [{ AUTOSYNC_CORS_ORIGINS: 'null' }, 'AUTOSYNC_CORS_ORIGINS is "null"'],
    [
      { AUTOSYNC_CORS_ORIGINS: 'https://x.example/path' },
      'AUTOSYNC_CORS_ORIGINS is "https://x.example/path"',
    ],
    [
      { AUTOSYNC_HOST: '0.0.0.0', AUTOSYNC_TRUSTED_PROXIES: 'everybody' },
      'AUTOSYNC_TRUSTED_PROXIES is "everybody"',
    ],
    [
      { AUTOSYNC_HOST: '0.0.0.0', AUTOSYNC_TRUSTED_PROXIES: '0.0.0.0/0' },
      'AUTOSYNC_TRUSTED_PROXIES is "0.0.0.0/0"',
    ],
    [{ AUTOSYNC_TRUSTED_PROXIES: '10.0.0.5' }, 'set AUTOSYNC_REQUIRE_TOKEN=true'],
  ])('%j is refused: %s', (env, message) => {
    expect(() => readAccessSettings(env)).toThrow(message);
  });
});

describe('the API opens', () => {
  test('on this machine for the person at it', async () => {
    const access = await openAccess(readAccessSettings({ AUTOSYNC_KEYS: await keyFile() }), 'jane');
    expect(access.localPerson).toEqual({ name: 'jane', role: 'admin', by: 'this-machine' });
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ AUTOSYNC_HOST: '0.0.0.0' }, 'AUTOSYNC_HOST is "0.0.0.0": there, a token is demanded'],
    [{ AUTOSYNC_REQUIRE_TOKEN: 'true' }, 'AUTOSYNC_REQUIRE_TOKEN is "true"'],
  ])('with %j only if somebody can have a token', async (env, message) => {
    const file = await keyFile();
    const open = () => openAccess(readAccessSettings({ ...env, AUTOSYNC_KEYS: file }), 'jane');
    const refused = {
      code: 'invalid-configuration',
      message: expect.stringMatching(/autosync keys create NAME --role admin.*AUTOSYNC_OIDC_ISSUER/),
    };
    await expect(open()).rejects.toMatchObject(refused);
    await expect(open()).rejects.toThrow(message);
    await createKey(file, { name: 'a', role: 'viewer', by: 'jane' }, Date.now());
    expect((await open()).localPerson).toBeUndefined();
    await revokeKey(file, 'a', 'jane', Date.now());
    await expect(open()).rejects.toMatchObject(refused);
    await createKey(file, { name: 'b', role: 'viewer', by: 'jane', lastsMs: 1_000 }, Date.now() - 1_000);
    await expect(open()).rejects.toMatchObject(refused);
    const withOidc = readAccessSettings({ ...env, ...OIDC, AUTOSYNC_KEYS: file });
    expect((await openAccess(withOidc, 'jane')).verifiers).toHaveLength(2);
  });
});
