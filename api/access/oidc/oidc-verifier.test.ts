import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SAME_NAMES } from '../../../domain/access/claims.js';
import type { TokenVerifier } from '../token-verifier.js';
import { oidcVerifier } from './oidc-verifier.js';

/** An OIDC provider in this process. */
interface Provider {
  readonly issuer: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  keys: readonly unknown[];
  /** What discovery says; absent = what is true. */
  discovery?: unknown;
  close(): Promise<void>;
}

async function startProvider(port = 0): Promise<Provider> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const document = request.url?.endsWith('/openid-configuration')
      ? (provider.discovery ?? { issuer: provider.issuer, jwks_uri: `${provider.issuer}/keys` })
      : { keys: provider.keys };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const provider: Provider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    keys: [],
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return provider;
}

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let rsa: Pair;
let ec: Pair;
let stranger: Pair;
beforeAll(async () => {
  rsa = await generateKeyPair('RS256', { extractable: true });
  ec = await generateKeyPair('ES256', { extractable: true });
  stranger = await generateKeyPair('RS256', { extractable: true });
});

let provider: Provider;
beforeEach(async () => {
  provider = await startProvider();
  provider.keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec', use: 'sig' },
  ];
});
afterEach(() => provider.close());

const AUDIENCE = 'api://autosync';

function verifier(
  times = { answerMs: 2_000, coolDownMs: 30_000, keysMs: 600_000 },
  now = Date.now,
): TokenVerifier {
  const role = { claim: 'roles', roles: SAME_NAMES };
  return oidcVerifier({ issuer: provider.issuer, audience: AUDIENCE, role }, times, now);
}

/** A token that is right but for what is changed. */
function token(
  changed: Readonly<Record<string, unknown>> = {},
  {
    key = rsa.privateKey,
    alg = 'RS256',
    kid = 'rsa',
  }: { key?: CryptoKey | Uint8Array; alg?: string; kid?: string } = {},
): Promise<string> {
  const seconds = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: provider.issuer,
    aud: AUDIENCE,
    iat: seconds,
    exp: seconds + 300,
    sub: '17',
    ...changed,
  };
  return new SignJWT({ preferred_username: 'jane', roles: ['operator'], ...claims })
    .setProtectedHeader({ alg, kid })
    .sign(key);
}

const REFUSED = {
  name: 'AutoSyncError',
  code: 'unauthenticated',
  message: expect.stringMatching(/^The token is not valid: /),
};
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of the provider', () => {
  test('signed with RSA or an elliptic curve says who calls', async () => {
    const tokens = verifier();
    const jane = { name: 'jane', role: 'operator', by: 'oidc' };
    expect(await tokens.verify(await token())).toEqual(jane);
    expect(await tokens.verify(await token({}, { key: ec.privateKey, alg: 'ES256', kid: 'ec' }))).toEqual(
      jane,
    );
    expect(provider.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('is remembered, and no longer than it is good', async () => {
    let now = Date.now();
    const tokens = verifier(undefined, () => now);
    const soon = await token({ exp: Math.floor(now / 1_000) + 40 });
    expect(await tokens.known(soon)).toBeUndefined();
    await tokens.verify(soon);
    expect(await tokens.known(soon)).toMatchObject({ name: 'jane' });
    now += 41_000;
    expect(await tokens.known(soon)).toBeUndefined();
  });

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => token({ iss: 'https://evil.example' })],
    ['for another audience', () => token({ aud: 'api://other' })],
    ['without an audience', () => token({ aud: undefined })],
    ['that has expired', () => token({ exp: Math.floor(Date.now() / 1_000) - 31 })],
    ['that never expires', () => token({ exp: undefined })],
    ['that is not good yet', () => token({ nbf: Math.floor(Date.now() / 1_000) + 60 })],
    ['signed by a stranger', () => token({}, { key: stranger.privateKey })],
    ['signed with a key that nobody knows', () => token({}, { key: stranger.privateKey, kid: 'unknown' })],
    ['that names the key of another algorithm', () => token({}, { key: rsa.privateKey, kid: 'ec' })],
    [
      'that is not signed',
      async () => {
        const [, claims] = (await token()).split('.');
        return `${base64({ alg: 'none' })}.${claims}.`;
      },
    ],
    [
      'signed with the public key as if it were a secret',
      async () => token({}, { key: new TextEncoder().encode(await exportSPKI(rsa.publicKey)), alg: 'HS256' }),
    ],
    [
      'of which a claim was changed',
      async () => {
        const [header, claims = '', signature] = (await token({ roles: ['viewer'] })).split('.');
        const changed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as JWTPayload;
        return `${header}.${base64({ ...changed, roles: ['admin'] })}.${signature}`;
      },
    ],
    ['whose header is no JSON', () => Promise.resolve('bm90.bm90.bm90')],
  ])('%s is refused', async (_what, make) => {
    await expect(verifier().verify(await make())).rejects.toMatchObject(REFUSED);
  });

  test('may be a little late, as clocks differ', async () => {
    const late = await token({ exp: Math.floor(Date.now() / 1_000) - 10 });
    expect(await verifier().verify(late)).toMatchObject({ name: 'jane' });
  });

  test('without a role is right, and may do nothing', async () => {
    await expect(verifier().verify(await token({ roles: ['Everybody'] }))).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('its claim "roles" is ["Everybody"]'),
    });
  });

  test.each(['', 'opaque', 'autosync_0123456789ab_x', 'a.b', 'a.b.c.d.e'])('"%s" is none', async (text) => {
    expect(await verifier().verify(text)).toBeUndefined();
    expect(provider.asked).toEqual([]);
  });
});

describe('the keys of the provider', () => {
  test('are not asked for again for each token with a key that nobody knows', async () => {
    const tokens = verifier();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const unknown = await token({}, { key: stranger.privateKey, kid: `unknown-${attempt}` });
      await expect(tokens.verify(unknown)).rejects.toMatchObject(REFUSED);
    }
    expect(provider.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('that are new are found when the provider has been left alone for long enough', async () => {
    const tokens = verifier({ answerMs: 2_000, coolDownMs: 0, keysMs: 600_000 });
    await tokens.verify(await token());
    provider.keys = [{ ...(await exportJWK(stranger.publicKey)), kid: 'new', use: 'sig' }];
    expect(await tokens.verify(await token({}, { key: stranger.privateKey, kid: 'new' }))).toMatchObject({
      name: 'jane',
    });
  });

  test('out of reach, no token can be checked: that is no fault of the token, and is not asked each time', async () => {
    const right = await token();
    const { port } = new URL(provider.issuer);
    await provider.close();
    let now = Date.now();
    const tokens = verifier(undefined, () => now);
    const unavailable = {
      code: 'authentication-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    };
    await expect(tokens.verify(right)).rejects.toMatchObject(unavailable);
    const keys = provider.keys;
    provider = await startProvider(Number(port));
    provider.keys = keys;
    await expect(tokens.verify(right)).rejects.toMatchObject(unavailable);
    expect(provider.asked).toEqual([]);
    now += 30_000;
    expect(await tokens.verify(right)).toMatchObject({ name: 'jane' });
  });

  test.each([
    ['of another issuer', { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/keys' }],
    ['without their address', { issuer: 'x' }],
  ])('are not taken from a document %s', async (_what, discovery) => {
    provider.discovery = discovery;
    await expect(verifier().verify(await token())).rejects.toMatchObject({
      code: 'authentication-unavailable',
    });
    expect(provider.asked).toEqual(['/.well-known/openid-configuration']);
  });
});
