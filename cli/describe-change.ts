import type { TrackedChange } from '../simulator/http-contract.js';

const VERBS = {
  add: 'added',
  modify: 'modified',
  rename: 'renamed',
  delete: 'deleted',
} as const satisfies Record<TrackedChange['kind'], string>;

/** A change in a connected directory, in words: `added CN=Ada Lovelace in HR`. */
export function describeChange(change: Pick<TrackedChange, 'kind' | 'dn' | 'managementAgentName'>): string {
  return `${VERBS[change.kind]} ${change.dn} in ${change.managementAgentName}`;
}
