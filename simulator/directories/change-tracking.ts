import type { TrackedChange } from '../http-contract.js';
import { findByAnchor } from '../world/connector-space.js';
import { isImported } from '../world/import-state.js';
import type { World } from '../world/world.js';

/** A tracked change, with what is needed to find out when it has arrived everywhere. Plain data. */
export interface ChangeRecord {
  readonly change: TrackedChange;
  readonly anchor: string;
  /**
   * Connector space objects that have had to do with it: kept, since a delete cuts the links by which they were found.
   */
  readonly involved: readonly string[];
}

/** The connector space objects that hang together with those given, through their metaverse objects. */
function withConnectors(world: World, ids: readonly string[]): readonly string[] {
  const all = ids.flatMap((id) => {
    const link = world.connectorSpace.objects.get(id)?.link;
    if (link?.kind !== 'connector') return [id];
    return [id, ...(world.metaverse.objects.get(link.metaverseObjectId)?.connectors ?? [])];
  });
  return [...new Set(all)];
}

function isAtRest(world: World, id: string): boolean {
  const object = world.connectorSpace.objects.get(id);
  if (!object) return true;
  if (object.staged || object.pendingExport || object.unconfirmed) return false;
  return object.anchor === undefined || isImported(world, object.managementAgentId, object.anchor);
}

/** What a change has to do with, as far as the engine knows at this moment. */
export function involvedIn(
  world: World,
  managementAgentId: string,
  anchor: string,
  earlier: readonly string[],
): readonly string[] {
  const origin = findByAnchor(world.connectorSpace, managementAgentId, anchor);
  return withConnectors(world, origin ? [...earlier, origin.id] : earlier);
}

/**
 * A change as it stands after a run has ended: settled if nothing that it caused is left to import, synchronize, export
 * or confirm.
 *
 * @param at when the run ended, ISO 8601
 */
export function afterRun(world: World, record: ChangeRecord, at: string): ChangeRecord {
  const { change, anchor } = record;
  if (change.settledAt !== undefined) return record;
  const involved = involvedIn(world, change.managementAgentId, anchor, record.involved);
  const settled =
    isImported(world, change.managementAgentId, anchor) && involved.every((id) => isAtRest(world, id));
  return { ...record, involved, change: settled ? { ...change, settledAt: at } : change };
}
