import { isIP } from 'node:net';
import { SAME_NAMES } from '../../domain/access/claims.js';
import { ROLES, type Role } from '../../domain/access/role.js';
import { AutoSyncError } from '../../domain/errors.js';
import { DEFAULT_KEY_FILE } from './keys/key-file.js';
import { isLoopback } from './loopback.js';
import type { OidcSettings } from './oidc/oidc-verifier.js';

/** Where the API listens, and how it knows who calls. */
export interface AccessSettings {
  /** AUTOSYNC_HOST: an address or a name of this machine. */
  readonly host: string;
  /** Whether a request without a token is refused: always beyond loopback, there if AUTOSYNC_REQUIRE_TOKEN says so. */
  readonly requireToken: boolean;
  /** AUTOSYNC_KEYS: the file of the API keys. */
  readonly keyFile: string;
  /** AUTOSYNC_OIDC_…; absent = no such tokens. */
  readonly oidc?: OidcSettings;
  /** AUTOSYNC_CORS_ORIGINS: origins of other web pages that may call. */
  readonly origins: readonly string[];
  /** AUTOSYNC_TRUSTED_PROXIES: addresses and networks of proxies whose word on the address of a caller counts. */
  readonly trustedProxies: readonly string[];
}

const DEFAULT_HOST = '127.0.0.1';

/**
 * Reads who may call.
 *
 * @throws {AutoSyncError} `invalid-configuration` that names the variable, its value and the fix
 */
export function readAccessSettings(env: NodeJS.ProcessEnv): AccessSettings {
  const host = env['AUTOSYNC_HOST'] || DEFAULT_HOST;
  if (/[\s/:]/.test(host) && isIP(host) === 0) {
    throw wrong(
      'AUTOSYNC_HOST',
      host,
      'write an address of this machine, for example 0.0.0.0 for all of them',
    );
  }
  const requireToken = !isLoopback(host) || readFlag('AUTOSYNC_REQUIRE_TOKEN', env);
  const oidc = readOidc(env);
  const trustedProxies = readList(env['AUTOSYNC_TRUSTED_PROXIES']);
  for (const proxy of trustedProxies) requireNetwork(proxy);
  if (trustedProxies.length > 0 && !requireToken) {
    throw wrong(
      'AUTOSYNC_TRUSTED_PROXIES',
      trustedProxies.join(','),
      'everybody who comes through a proxy on this machine would be taken for the person at it; set AUTOSYNC_REQUIRE_TOKEN=true',
    );
  }
  return {
    host,
    requireToken,
    keyFile: env['AUTOSYNC_KEYS'] || DEFAULT_KEY_FILE,
    ...(oidc && { oidc }),
    origins: readList(env['AUTOSYNC_CORS_ORIGINS']).map(requireOrigin),
    trustedProxies,
  };
}

function readOidc(env: NodeJS.ProcessEnv): OidcSettings | undefined {
  const issuer = env['AUTOSYNC_OIDC_ISSUER'];
  const audience = env['AUTOSYNC_OIDC_AUDIENCE'];
  if (!issuer) {
    const other = Object.keys(env).find((name) => name.startsWith('AUTOSYNC_OIDC_') && env[name]);
    if (other === undefined) return undefined;
    throw wrong('AUTOSYNC_OIDC_ISSUER', '', `${other} is set, so name the issuer, too`);
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(nameIn(url)));
  if (!isSafe || url?.search || url?.hash) {
    throw wrong(
      'AUTOSYNC_OIDC_ISSUER',
      issuer,
      'write its address, for example https://login.example.com/realm',
    );
  }
  if (!audience) {
    throw wrong(
      'AUTOSYNC_OIDC_AUDIENCE',
      '',
      'without it a token that the issuer made for another program would be taken. Write what your provider calls this API',
    );
  }
  return {
    issuer,
    audience,
    role: {
      claim: env['AUTOSYNC_OIDC_ROLE_CLAIM'] || 'roles',
      roles: readRoles(env['AUTOSYNC_OIDC_ROLES']),
    },
  };
}

/** `value=role` pairs, for example `AutoSync Admins=admin,AutoSync Operators=operator`. */
function readRoles(text: string | undefined): Readonly<Record<string, Role>> {
  const pairs = readList(text);
  if (pairs.length === 0) return SAME_NAMES;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      const value = pair.slice(0, Math.max(at, 0)).trim();
      const role = ROLES.find((known) => known === pair.slice(at + 1).trim());
      if (value === '' || role === undefined) {
        throw wrong(
          'AUTOSYNC_OIDC_ROLES',
          text ?? '',
          `"${pair}" is no value=role. Write, for example, AutoSync Admins=admin,AutoSync Operators=operator; the roles are ${ROLES.join(', ')}`,
        );
      }
      return [value, role];
    }),
  );
}

function readFlag(name: string, env: NodeJS.ProcessEnv): boolean {
  const value = env[name];
  if (!value || value === 'false') return false;
  if (value === 'true') return true;
  throw wrong(name, value, 'write true or false');
}

function readList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function requireOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text.toLowerCase()) {
    return text.toLowerCase();
  }
  throw wrong(
    'AUTOSYNC_CORS_ORIGINS',
    text,
    'write origins such as https://console.example.com, without a path, with commas between; "*" is not taken',
  );
}

function requireNetwork(text: string): void {
  const [address = '', bits, ...rest] = text.split('/');
  const kind = isIP(address);
  const isNetwork =
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (kind === 4 ? 32 : 128));
  if (kind !== 0 && isNetwork && rest.length === 0) return;
  throw wrong(
    'AUTOSYNC_TRUSTED_PROXIES',
    text,
    'write addresses or networks such as 10.0.0.5 or 10.0.0.0/24, with commas between',
  );
}

function nameIn(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function wrong(name: string, value: string, fix: string): AutoSyncError {
  const said = value === '' ? `${name} is not set` : `${name} is "${value}"`;
  return new AutoSyncError('invalid-configuration', `${said}: ${fix}.`);
}
