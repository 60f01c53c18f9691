import type { Audit } from '../http-contract.js';
import type { World } from '../world/world.js';
import { inconsistencies } from './consistency.js';
import { unrest } from './rest.js';

/** So many differences are listed; the rest is only counted. */
const LISTED_DIFFERENCES = 200;

/**
 * Whether the world is at rest and consistent, and where it is not.
 *
 * @param running how many runs go on now
 */
export function auditWorld(world: World, running: number): Audit {
  const waiting = unrest(world);
  const inconsistent = inconsistencies(world);
  const differences = [...waiting, ...inconsistent];
  return {
    atRest: running === 0 && waiting.length === 0,
    consistent: inconsistent.length === 0,
    differences: differences.slice(0, LISTED_DIFFERENCES),
    differenceCount: differences.length,
  };
}
