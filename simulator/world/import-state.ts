import { sameAttributes } from './attribute-values.js';
import { findByAnchor, type ConnectorSpaceObject } from './connector-space.js';
import type { StoredObject } from './directory/connected-directory.js';
import { directoryOf, importedImage } from './directory/directory-objects.js';
import { rulesOf } from './rules.js';
import type { World } from './world.js';

/** Whether imports read objects of this kind at all: the partition is selected and holds the object type. */
export function isInScope(world: World, managementAgentId: string, object: StoredObject): boolean {
  const { definition, partitions } = rulesOf(world.rules, managementAgentId);
  return (
    partitions.get(object.partitionId)?.selected === true &&
    (definition.objectTypesByPartition[object.partitionId] ?? []).includes(object.objectType)
  );
}

function knowsAsItIs(world: World, known: ConnectorSpaceObject, object: StoredObject): boolean {
  const image = known.staged ? known.staged.image : known.confirmed;
  if (!image) return false;
  const seen = importedImage(world, known.managementAgentId, object);
  return image.dn === seen.dn && sameAttributes(image.attributes, seen.attributes);
}

/**
 * Whether the connector space holds what the directory holds for an anchor: judged by the contents, not by watermarks,
 * so that a change which an import has passed over is seen. What is exported and not confirmed counts as not imported.
 */
export function isImported(world: World, managementAgentId: string, anchor: string): boolean {
  const object = directoryOf(world, managementAgentId).objects.get(anchor);
  const known = findByAnchor(world.connectorSpace, managementAgentId, anchor);
  if (!object || !isInScope(world, managementAgentId, object)) {
    return !known || known.staged?.operation === 'delete';
  }
  return known !== undefined && !known.unconfirmed && knowsAsItIs(world, known, object);
}
