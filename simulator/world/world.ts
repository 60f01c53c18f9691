import type { WorldDefinition } from '../definition/world-definition.js';
import { emptyDirectory, type ConnectedDirectory } from './directory/connected-directory.js';
import {
  anchorKey,
  distinguishedName,
  dnKey,
  partitionKey,
  type ConnectorSpace,
  type ConnectorSpaceObject,
} from './connector-space.js';
import { guidFrom } from './deterministic-guid.js';
import { joinKeysOfDisconnector, joinKeysOfMetaverseObject } from './join-keys.js';
import type { Metaverse, MetaverseObject } from './metaverse.js';
import { compileRules, type Rules } from './rules.js';

/** Everything that a simulated engine and its connected directories hold. Plain data, but for the compiled rules. */
export interface World {
  readonly rules: Rules;
  /** Identifiers and made-up values derive from it: the same seed and the same events give the same world. */
  readonly seed: number;
  /** Counts the identifiers given. */
  identifiers: number;
  /** By management agent id. */
  readonly directories: Map<string, ConnectedDirectory>;
  readonly connectorSpace: ConnectorSpace;
  readonly metaverse: Metaverse;
}

/** A world in which every directory is empty. */
export function emptyWorld(definition: WorldDefinition, seed: number): World {
  return {
    rules: compileRules(definition),
    seed,
    identifiers: 0,
    directories: new Map(definition.managementAgents.map((ma) => [ma.id, emptyDirectory(ma.id)])),
    connectorSpace: {
      objects: new Map(),
      byPartition: new Map(),
      byAnchor: new Map(),
      byDn: new Map(),
      byJoinKey: new Map(),
    },
    metaverse: { objects: new Map(), byJoinKey: new Map() },
  };
}

/** The next identifier of this world. */
export function nextIdentifier(world: World): string {
  world.identifiers += 1;
  return guidFrom(`${world.seed}/${world.identifiers}`);
}

/** Adds a connector space object or replaces the one with its id. */
export function putConnectorSpaceObject(world: World, object: ConnectorSpaceObject): void {
  const { connectorSpace: space } = world;
  unindexConnectorSpaceObject(world, object.id);
  space.objects.set(object.id, object);
  addTo(space.byPartition, partitionKey(object.managementAgentId, object.partitionId), object.id);
  addTo(space.byDn, dnKey(object.managementAgentId, distinguishedName(object)), object.id);
  if (object.anchor !== undefined) {
    space.byAnchor.set(anchorKey(object.managementAgentId, object.anchor), object.id);
  }
  for (const key of joinKeysOfDisconnector(world.rules, object)) addTo(space.byJoinKey, key, object.id);
}

/** Takes an object out of its connector space. */
export function removeConnectorSpaceObject(world: World, id: string): void {
  const object = world.connectorSpace.objects.get(id);
  if (!object) return;
  unindexConnectorSpaceObject(world, id);
  removeFrom(
    world.connectorSpace.byPartition,
    partitionKey(object.managementAgentId, object.partitionId),
    id,
  );
  world.connectorSpace.objects.delete(id);
}

/** Adds a metaverse object or replaces the one with its id. */
export function putMetaverseObject(world: World, object: MetaverseObject): void {
  unindexMetaverseObject(world, object.id);
  world.metaverse.objects.set(object.id, object);
  for (const key of joinKeysOfMetaverseObject(world.rules, object)) {
    addTo(world.metaverse.byJoinKey, key, object.id);
  }
}

/** Takes an object out of the metaverse. */
export function removeMetaverseObject(world: World, id: string): void {
  unindexMetaverseObject(world, id);
  world.metaverse.objects.delete(id);
}

function unindexConnectorSpaceObject(world: World, id: string): void {
  const { connectorSpace: space, rules } = world;
  const object = space.objects.get(id);
  if (!object) return;
  removeFrom(space.byDn, dnKey(object.managementAgentId, distinguishedName(object)), id);
  if (object.anchor !== undefined) {
    const key = anchorKey(object.managementAgentId, object.anchor);
    if (space.byAnchor.get(key) === id) space.byAnchor.delete(key);
  }
  for (const key of joinKeysOfDisconnector(rules, object)) removeFrom(space.byJoinKey, key, id);
}

function unindexMetaverseObject(world: World, id: string): void {
  const object = world.metaverse.objects.get(id);
  if (!object) return;
  for (const key of joinKeysOfMetaverseObject(world.rules, object)) {
    removeFrom(world.metaverse.byJoinKey, key, id);
  }
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function removeFrom(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (!ids) return;
  ids.delete(id);
  if (ids.size === 0) index.delete(key);
}
