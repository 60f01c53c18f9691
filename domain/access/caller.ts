import type { Role } from './role.js';

/** Who stands behind a request. */
export interface Caller {
  /** The account that runs the API; the name of the API key; what the OIDC provider calls the person or program. */
  readonly name: string;
  readonly role: Role;
  /** How we know: `this-machine` is whoever can reach an API that listens on loopback only. */
  readonly by: 'this-machine' | 'api-key' | 'oidc';
}

/**
 * How a caller signs what is kept of a change. It says where the name comes from, so that nobody can pass for another
 * by having a key, or an account at the provider, of the same name.
 */
export function signatureOf({ name, by }: Caller): string {
  switch (by) {
    case 'this-machine':
      return name;
    case 'api-key':
      return `${name} (API key)`;
    case 'oidc':
      return `${name} (OIDC)`;
  }
}
