import { selectedPartitions } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import { defaultParent, isHierarchical, rdnFor } from '../world/directory/distinguished-names.js';
import { plausibleValue } from '../world/plausible-values.js';

/** A kind of object that a management agent projects. */
export interface ProjectedKind {
  readonly ma: ManagementAgentDefinition;
  readonly objectType: string;
  readonly metaverseObjectType: string;
}

/** The selected partitions that hold an object type. */
export function partitionsHolding(ma: ManagementAgentDefinition, objectType: string): readonly string[] {
  return selectedPartitions(ma)
    .map((partition) => partition.id)
    .filter((id) => (ma.objectTypesByPartition[id] ?? []).includes(objectType));
}

/** What a management agent projects, as far as a selected partition holds it. */
export function projectedKinds(ma: ManagementAgentDefinition): readonly ProjectedKind[] {
  return ma.projections
    .filter(({ objectType }) => partitionsHolding(ma, objectType).length > 0)
    .map(({ objectType, metaverseObjectType }) => ({ ma, objectType, metaverseObjectType }));
}

/** A DN for an object of a directory of its own; none where DNs are anchors. */
export function dnOf(
  ma: ManagementAgentDefinition,
  partitionId: string,
  objectType: string,
  number: number,
): string | undefined {
  const partition = ma.partitions.find(({ id }) => id === partitionId)?.name ?? '';
  if (!isHierarchical(partition)) return undefined;
  return `${rdnFor(objectType, plausibleValue('name', number, true))},${defaultParent(ma.category, partition)}`;
}
