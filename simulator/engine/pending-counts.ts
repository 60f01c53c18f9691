import { selectedPartitions } from '../../domain/management-agent/management-agent.js';
import { objectsOfPartition, type ConnectorSpaceObject } from '../world/connector-space.js';
import { rulesOf } from '../world/rules.js';
import type { World } from '../world/world.js';

interface ChangeCounts {
  readonly add: number;
  readonly update: number;
  readonly delete: number;
}

/** What waits in a partition's connector space. The same shape as the sync-engine port's `PendingCounts`. */
export interface PartitionPending {
  readonly partitionId: string;
  readonly partitionName: string;
  /** Staged and not synchronized. Disconnectors that every delta synchronization looks at again are not among them. */
  readonly pendingImports: ChangeCounts;
  readonly pendingExports: ChangeCounts;
  readonly unconfirmedExports: number;
  readonly connectorSpaceObjects: number;
}

function countChanges(
  objects: readonly ConnectorSpaceObject[],
  operationOf: (object: ConnectorSpaceObject) => string | undefined,
): ChangeCounts {
  const operations = objects.flatMap((object) => operationOf(object) ?? []);
  const adds = operations.filter((operation) => operation === 'add').length;
  const deletes = operations.filter((operation) => operation === 'delete').length;
  return { add: adds, update: operations.length - adds - deletes, delete: deletes };
}

/** What waits in each selected partition of a management agent. Renames count as updates. */
export function pendingCounts(world: World, managementAgentId: string): readonly PartitionPending[] {
  const ma = rulesOf(world.rules, managementAgentId).definition;
  return selectedPartitions(ma).map((partition) => {
    const objects = objectsOfPartition(world.connectorSpace, managementAgentId, partition.id);
    return {
      partitionId: partition.id,
      partitionName: partition.name,
      pendingImports: countChanges(objects, (object) => object.staged?.operation),
      pendingExports: countChanges(objects, (object) => object.pendingExport?.operation),
      unconfirmedExports: objects.filter((object) => object.unconfirmed !== undefined).length,
      connectorSpaceObjects: objects.length,
    };
  });
}
