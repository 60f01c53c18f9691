/** What somebody may do, from least to most: each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

/**
 * - `viewer` sees everything and changes nothing.
 * - `operator` drives what is set up: controls, cycles, holds, triggers.
 * - `admin` sets up: the configuration, keys; and frees leases by force.
 */
export type Role = (typeof ROLES)[number];

/** Whether somebody with a role may do what needs another. */
export function suffices(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
