import type { TokenVerifier } from '../../api/access/token-verifier.js';
import { ROLES } from '../../domain/access/role.js';
import { AutoSyncError } from '../../domain/errors.js';

/** Knows three tokens, each named like the role that it gives. */
export const FAKE_TOKENS: TokenVerifier = {
  known: () => Promise.resolve(undefined),
  verify: (token) => {
    const role = ROLES.find((known) => known === token);
    return role
      ? Promise.resolve({ name: `the ${role}`, role, by: 'api-key' })
      : Promise.reject(new AutoSyncError('unauthenticated', 'The API key is not one of this installation.'));
  },
};

/** The header of such a token. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
