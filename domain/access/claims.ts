import { ROLES, type Role } from './role.js';

/** How an OIDC provider says what its people and programs may do. */
export interface RoleClaim {
  /**
   * Name of the claim, for example `roles`, or where it stands, for example `realm_access.roles`. A claim of that very
   * name goes first: names may hold dots.
   */
  readonly claim: string;
  /** The role of ours for each value of the claim that means one. */
  readonly roles: Readonly<Record<string, Role>>;
}

/** The claims of a token that has been checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Values of the claim that name a role of ours. */
export const SAME_NAMES: Readonly<Record<string, Role>> = Object.fromEntries(
  ROLES.map((role) => [role, role]),
);

/** The values of the claim: it is a list, or a text of one or several values with spaces between. */
export function roleValues(claims: Claims, { claim }: RoleClaim): readonly string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : standingAt(claims, claim.split('.'));
  if (typeof value === 'string') return [value, ...value.split(/\s+/)].filter((part) => part !== '');
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The highest role that the claim gives; `undefined` if it gives none. */
export function roleOf(claims: Claims, how: RoleClaim): Role | undefined {
  const values = roleValues(claims, how);
  return ROLES.findLast((role) =>
    values.some((value) => Object.hasOwn(how.roles, value) && how.roles[value] === role),
  );
}

/** What the provider calls the person or program: a name that people know, or else what is never another's. */
export function nameOf(claims: Claims): string | undefined {
  return ['preferred_username', 'upn', 'email', 'client_id', 'azp', 'sub']
    .map((claim) => claims[claim])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '');
}

function standingAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined,
    value,
  );
}
