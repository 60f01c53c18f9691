import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Caller } from '../../../domain/access/caller.js';
import { nameOf, roleOf, roleValues, type RoleClaim } from '../../../domain/access/claims.js';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import type { TokenVerifier } from '../token-verifier.js';

/** Whose tokens are taken, and what they are taken for. */
export interface OidcSettings {
  /** The issuer, exactly as its tokens name it; its keys are found by discovery. */
  readonly issuer: string;
  /** What a token must be made for: the identifier of this API at the provider. */
  readonly audience: string;
  readonly role: RoleClaim;
}

/** How long things last, in milliseconds. */
export interface OidcTimes {
  /** How long an answer of the provider may take. */
  readonly answerMs: number;
  /** How long the provider is left alone: after it could not be reached, and after its keys were fetched. */
  readonly coolDownMs: number;
  /** How long its keys are good for. */
  readonly keysMs: number;
}

const TIMES: OidcTimes = { answerMs: 5_000, coolDownMs: 30_000, keysMs: 600_000 };

/** Its clock and ours may differ by as much. */
const CLOCK_TOLERANCE_S = 30;

/** How long a token that was right once is known without being checked again. */
const REMEMBERED_MS = 60_000;

/** Signatures with a public key only: where the same key could sign, whoever reads it could make tokens. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Three parts, as every signed token has. */
const SIGNED_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Checks bearer tokens of an OIDC provider. It is asked for its keys when the first token comes, so that the API starts
 * while it is away.
 *
 * @param now milliseconds since 1970
 */
export function oidcVerifier(
  settings: OidcSettings,
  times: OidcTimes = TIMES,
  now: () => number = Date.now,
): TokenVerifier {
  const { issuer, audience, role } = settings;
  const right = new Map<string, { readonly until: number; readonly caller: Caller }>();
  let discovered: Promise<JWTVerifyGetKey> | undefined;
  let away: { readonly until: number; readonly why: string } | undefined;

  /** Asks the provider, unless it could not be reached a moment ago. */
  async function reaching<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (away !== undefined && away.until > now()) throw providerAway(issuer, away.why);
    try {
      return await ask();
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      const why = describeFailure(error);
      away = { until: now() + times.coolDownMs, why };
      throw providerAway(issuer, why);
    }
  }

  const keys: JWTVerifyGetKey = (header, token) =>
    reaching(async () => {
      discovered ??= discover(issuer, times);
      const get = await discovered.catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
      return await get(header, token);
    });

  return {
    known(token) {
      const found = right.get(digestOf(token));
      return Promise.resolve(found && found.until > now() ? found.caller : undefined);
    },

    async verify(token) {
      if (!SIGNED_TOKEN.test(token)) return undefined;
      const claims = await readClaims(token, keys, { issuer, audience, currentDate: new Date(now()) });
      const name = nameOf(claims) ?? 'somebody without a name';
      const found = roleOf(claims, role);
      if (found === undefined) {
        throw new AutoSyncError(
          'forbidden',
          `The token of ${name} gives no role: its claim "${role.claim}" is ${JSON.stringify(roleValues(claims, role))}; a role is given by ${Object.keys(role.roles).join(', ')}.`,
        );
      }
      const caller: Caller = { name, role: found, by: 'oidc' };
      for (const [other, { until }] of right) if (until <= now()) right.delete(other);
      right.set(digestOf(token), {
        until: Math.min(now() + REMEMBERED_MS, Number(claims.exp) * 1_000),
        caller,
      });
      return caller;
    },
  };
}

async function readClaims(
  token: string,
  keys: JWTVerifyGetKey,
  expected: { readonly issuer: string; readonly audience: string; readonly currentDate: Date },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...expected,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof AutoSyncError) throw error;
    throw new AutoSyncError('unauthenticated', `The token is not valid: ${ensureError(error).message}.`, {
      cause: error,
    });
  }
}

/** Where the provider keeps its keys is in a document of its own (OpenID Connect Discovery 1.0). */
async function discover(issuer: string, times: OidcTimes): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, {
    signal: AbortSignal.timeout(times.answerMs),
    headers: { accept: 'application/json' },
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const document = discoverySchema.parse(await response.json());
  if (document.issuer !== issuer) {
    throw new Error(`${address} is of the issuer "${document.issuer}", and not of "${issuer}"`);
  }
  return createRemoteJWKSet(new URL(document.jwks_uri), {
    timeoutDuration: times.answerMs,
    cooldownDuration: times.coolDownMs,
    cacheMaxAge: times.keysMs,
  });
}

/** Whether an error says something of the token: everything else says that the provider could not be asked. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWSInvalid
  );
}

function providerAway(issuer: string, why: string): AutoSyncError {
  return new AutoSyncError(
    'authentication-unavailable',
    `The OIDC provider ${issuer} cannot be asked for its keys: ${why}.`,
  );
}

function describeFailure(error: unknown): string {
  const { message, cause } = ensureError(error);
  const because = cause instanceof Error && cause.message !== '' ? `, ${cause.message}` : '';
  return `${message}${because}`.replace(/\.$/, '');
}

/** The token itself is kept nowhere. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
