import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../../domain/access/caller.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { FailedLogIns } from './failed-log-ins.js';
import type { Access } from './open-access.js';

/** Longer than any token that providers make; what is longer is not looked at. */
const LONGEST_TOKEN = 8_192;

/** What proxies say of the caller that they speak for. */
const OF_PROXIES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** Whether a request says in any way who sends it: by a token, or by coming from the person at this machine. */
export function saysWhoSendsIt({ localPerson }: Access, headers: IncomingHttpHeaders): boolean {
  if (headers.authorization !== undefined) return true;
  return localPerson !== undefined && proxyHeaderIn(headers) === undefined;
}

function proxyHeaderIn(headers: IncomingHttpHeaders): string | undefined {
  return OF_PROXIES.find((header) => headers[header] !== undefined);
}

/**
 * Who sends a request.
 *
 * Whoever a proxy speaks for is not at this machine, even if the proxy is: that takes a token wherever the API listens.
 *
 * @param source where the request comes from, as of `sourceOf`
 * @throws {AutoSyncError} `unauthenticated`, `too-many-attempts`, `authentication-unavailable`, or `forbidden` for a
 *   right token that gives no role
 */
export async function authenticate(
  { localPerson, verifiers }: Access,
  failed: FailedLogIns,
  { authorization, ...headers }: IncomingHttpHeaders,
  source: string,
): Promise<Caller> {
  if (authorization === undefined) {
    const proxy = proxyHeaderIn(headers);
    if (localPerson && proxy === undefined) return localPerson;
    if (localPerson) {
      throw new AutoSyncError(
        'unauthenticated',
        `The request has no token, and comes through a proxy: it has ${proxy}. Only who calls from this machine itself needs none.`,
      );
    }
    throw new AutoSyncError('unauthenticated', 'The request has no token.');
  }
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (token === undefined || token.length > LONGEST_TOKEN) {
    throw new AutoSyncError('unauthenticated', 'The Authorization header is not "Bearer" and one token.');
  }
  for (const verifier of verifiers) {
    const known = await verifier.known(token);
    if (known) return known;
  }
  return failed.attempt(source, async () => {
    for (const verifier of verifiers) {
      const caller = await verifier.verify(token);
      if (caller) return caller;
    }
    throw new AutoSyncError(
      'unauthenticated',
      'The token is neither an API key nor a token of an OIDC provider that this installation knows.',
    );
  });
}
