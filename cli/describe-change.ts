import type { SimulatorClient } from '../simulator/client.js';
import type { DirectoryObject, TrackedChange } from '../simulator/http-contract.js';

/** What a line about a change needs to know of it. */
export type DescribedChange = Pick<TrackedChange, 'kind' | 'dn' | 'managementAgentName'>;

const VERBS = {
  add: 'added',
  modify: 'modified',
  rename: 'renamed',
  delete: 'deleted',
} as const satisfies Record<TrackedChange['kind'], string>;

/** Attributes that people know an object by, the best first. */
const NAMES = ['displayName', 'DisplayName', 'name', 'cn'];

/**
 * A change in a connected directory, in words: `added Ada Lovelace (E100017) in HR`.
 *
 * @param object as it is now; absent when it is gone
 */
export function describeChange(
  change: DescribedChange,
  object?: Pick<DirectoryObject, 'attributes'>,
): string {
  const name = NAMES.map((attribute) => object?.attributes[attribute]).find(
    (value) => typeof value === 'string',
  );
  const what = name === undefined || change.dn.includes(name) ? change.dn : `${name} (${change.dn})`;
  return `${VERBS[change.kind]} ${what} in ${change.managementAgentName}`;
}

/** The lines about some changes, with the names that the objects have in their directories. */
export async function describeChanges(
  simulator: SimulatorClient,
  changes: readonly DescribedChange[],
): Promise<readonly string[]> {
  return await Promise.all(
    changes.map(async (change) => {
      const objects = await simulator.directory(change.managementAgentName);
      return describeChange(
        change,
        objects.find(({ dn }) => dn === change.dn),
      );
    }),
  );
}
