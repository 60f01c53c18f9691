import type { Caller } from '../../domain/access/caller.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { AccessSettings } from './access-settings.js';
import { readKeyFile } from './keys/key-file.js';
import { keyVerifier } from './keys/key-verifier.js';
import { stateOf } from './keys/manage-keys.js';
import { oidcVerifier } from './oidc/oidc-verifier.js';
import type { TokenVerifier } from './token-verifier.js';

/** Nest's name for the {@link Access}. */
export const ACCESS_CONTROL = Symbol('AccessControl');

/** How the API knows who calls. */
export interface Access {
  /** Who a request without a token is: the person at this machine. Absent: a token is demanded. */
  readonly localPerson?: Caller;
  /** Whoever knows a token says whose it is. */
  readonly verifiers: readonly TokenVerifier[];
}

/**
 * Opens the API as its settings say, or not at all.
 *
 * @param localUser the account that runs the API
 * @throws {AutoSyncError} `invalid-configuration` if tokens are demanded and nobody can have one, or the keys cannot be read
 */
export async function openAccess(settings: AccessSettings, localUser: string): Promise<Access> {
  const { host, requireToken, keyFile, oidc } = settings;
  // A file of keys that cannot be read is told at the start, also where nobody has to have one.
  const keys = await readKeyFile(keyFile);
  const anyKey = keys.some((key) => stateOf(key, Date.now()) === 'active');
  if (requireToken && !anyKey && !oidc) {
    const why =
      host === '127.0.0.1'
        ? 'AUTOSYNC_REQUIRE_TOKEN is "true": a token is demanded'
        : `AUTOSYNC_HOST is "${host}": there, a token is demanded`;
    throw new AutoSyncError(
      'invalid-configuration',
      `${why}, and nobody has one. Make an API key in ${keyFile}, which holds ${keys.length === 0 ? 'none' : 'none that is good'}: AUTOSYNC_KEYS=${keyFile} autosync keys create NAME --role admin. Or name your OIDC provider with AUTOSYNC_OIDC_ISSUER and AUTOSYNC_OIDC_AUDIENCE. On this machine alone, AUTOSYNC_HOST=127.0.0.1 needs no token.`,
    );
  }
  return {
    ...(!requireToken && {
      localPerson: { name: localUser, role: 'admin', by: 'this-machine' } as const,
    }),
    verifiers: [keyVerifier(keyFile), ...(oidc ? [oidcVerifier(oidc)] : [])],
  };
}
