import type { AuditDifference } from '../http-contract.js';
import { canonicalValue, displayValue, sameValue } from '../world/attribute-values.js';
import type { StoredObject } from '../world/directory/connected-directory.js';
import { findByAnchor, type ConnectorSpaceObject } from '../world/connector-space.js';
import { directoryOf, importedImage } from '../world/directory/directory-objects.js';
import { isInScope } from '../world/import-state.js';
import { joinKeysOfImage, joinKeysOfMetaverseObject } from '../world/join-keys.js';
import type { MetaverseObject } from '../world/metaverse.js';
import { rulesOf } from '../world/rules.js';
import { isFiltered } from '../world/synchronization/connector-filter.js';
import {
  expectedDn,
  expectedValues,
  newDn,
  type ConnectorPlace,
} from '../world/synchronization/export-attribute-flow.js';
import { contributedValues, type Contributor } from '../world/synchronization/import-attribute-flow.js';
import { wouldBeFiltered } from '../world/synchronization/provisioning.js';
import { isDeletedWithout } from '../world/synchronization/synchronize-object.js';
import type { World } from '../world/world.js';

/**
 * Whether each connected directory holds what the flows say, worked out from the directories' own contents: the engine's
 * images, pending changes and metaverse values are not believed, only which object is linked to which. So a change that
 * was lost on the way is seen, though nothing waits for it any more.
 */
export function inconsistencies(world: World): readonly AuditDifference[] {
  const expected = [...world.metaverse.objects.values()].map((object) => expectedObject(world, object));
  return [
    ...expected.flatMap((one) => differencesOf(world, one)),
    ...unconnectedObjects(
      world,
      expected.filter((one) => !one.goes),
    ),
  ];
}

/** A connector whose directory object exists. */
interface LiveConnector {
  readonly connector: ConnectorSpaceObject;
  readonly object: StoredObject;
}

/** A metaverse object as the directories' contents say it should be. */
interface ExpectedObject {
  readonly object: MetaverseObject;
  /** The deletion rule takes it: one of its connectors is gone, or is filtered. */
  readonly goes: boolean;
  readonly live: readonly LiveConnector[];
}

function liveConnector(world: World, connector: ConnectorSpaceObject): LiveConnector | undefined {
  const { managementAgentId, anchor } = connector;
  const object = anchor === undefined ? undefined : directoryOf(world, managementAgentId).objects.get(anchor);
  if (!object || !isInScope(world, managementAgentId, object)) return undefined;
  const image = importedImage(world, managementAgentId, object);
  return isFiltered(world.rules, managementAgentId, object.objectType, image)
    ? undefined
    : { connector, object };
}

function expectedObject(world: World, object: MetaverseObject): ExpectedObject {
  const connectors = object.connectors.flatMap((id) => world.connectorSpace.objects.get(id) ?? []);
  const live = connectors.flatMap((connector) => liveConnector(world, connector) ?? []);
  const remaining = live.map(({ connector }) => connector.managementAgentId);
  const lost = connectors.filter(
    (connector) => connector.anchor !== undefined && !live.some((one) => one.connector === connector),
  );
  const goes = lost.some((one) =>
    isDeletedWithout(world, object.objectType, one.managementAgentId, remaining),
  );
  const contributors = live.map(({ connector, object: directoryObject }): Contributor => ({
    managementAgentId: connector.managementAgentId,
    objectType: connector.objectType,
    image: importedImage(world, connector.managementAgentId, directoryObject),
  }));
  const values = contributedValues(world.rules, object.objectType, contributors, object.values);
  return { object: { ...object, values }, goes, live };
}

function nameOf(world: World, managementAgentId: string): string {
  return rulesOf(world.rules, managementAgentId).definition.name;
}

function differencesOf(world: World, expected: ExpectedObject): readonly AuditDifference[] {
  if (expected.goes) return leftBehind(world, expected.live);
  return [
    ...expected.live.flatMap((one) => attributeDifferences(world, expected.object, one)),
    ...missingObjects(world, expected),
  ];
}

/** What deprovisioning should have deleted. */
function leftBehind(world: World, live: readonly LiveConnector[]): readonly AuditDifference[] {
  return live
    .filter(
      ({ connector }) =>
        rulesOf(world.rules, connector.managementAgentId).definition.deprovisioning === 'delete-object',
    )
    .map(({ connector, object }) => ({
      kind: 'unexpected-object',
      managementAgent: nameOf(world, connector.managementAgentId),
      dn: object.dn,
    }));
}

function attributeDifferences(
  world: World,
  metaverseObject: MetaverseObject,
  { connector, object }: LiveConnector,
): readonly AuditDifference[] {
  const { rules } = world;
  const about = { managementAgent: nameOf(world, connector.managementAgentId), dn: object.dn };
  const expected = expectedValues(rules, connector, metaverseObject, false);
  const dn = expectedDn(rules, connector, object.dn, expected);
  const renamed =
    dn === object.dn
      ? []
      : [{ kind: 'attribute-differs' as const, ...about, attribute: 'dn', expected: dn, actual: object.dn }];
  const attributes = Object.entries(expected.attributes).flatMap(([attribute, wanted]) => {
    const value = canonicalValue(wanted);
    const actual = object.attributes[attribute];
    if (sameValue(value, actual)) return [];
    return [
      {
        kind: 'attribute-differs' as const,
        ...about,
        attribute,
        expected: displayValue(value),
        actual: displayValue(actual),
      },
    ];
  });
  return [...renamed, ...attributes];
}

function missing(world: World, place: ConnectorPlace, object: MetaverseObject): AuditDifference {
  const expected = expectedValues(world.rules, place, object, true);
  return {
    kind: 'missing-object',
    managementAgent: nameOf(world, place.managementAgentId),
    dn: newDn(world.rules, place, object, expected),
  };
}

function missingObjects(world: World, { object, live }: ExpectedObject): readonly AuditDifference[] {
  const covered = new Set(live.map(({ connector }) => connector.managementAgentId));
  return (world.rules.provisioning.get(object.objectType) ?? []).flatMap((rule) => {
    if (covered.has(rule.managementAgentId)) return [];
    covered.add(rule.managementAgentId);
    return wouldBeFiltered(world.rules, rule, object) ? [] : [missing(world, rule, object)];
  });
}

/** Directory objects that are no connectors though the rules would make them one, or that should be gone. */
function unconnectedObjects(world: World, expected: readonly ExpectedObject[]): readonly AuditDifference[] {
  const byJoinKey = new Map<string, ExpectedObject[]>();
  for (const one of expected) {
    for (const key of joinKeysOfMetaverseObject(world.rules, one.object)) {
      byJoinKey.set(key, [...(byJoinKey.get(key) ?? []), one]);
    }
  }
  return [...world.directories.values()].flatMap(({ managementAgentId, objects }) =>
    [...objects.values()]
      .filter((object) => isInScope(world, managementAgentId, object))
      .flatMap((object) => unconnected(world, managementAgentId, object, byJoinKey)),
  );
}

/** A connector, or a disconnector that was left on purpose. */
function isSettled({ link }: ConnectorSpaceObject): boolean {
  return link.kind !== 'normal-disconnector' || link.deprovisioned === true;
}

function unconnected(
  world: World,
  managementAgentId: string,
  object: StoredObject,
  byJoinKey: ReadonlyMap<string, readonly ExpectedObject[]>,
): readonly AuditDifference[] {
  const known = findByAnchor(world.connectorSpace, managementAgentId, object.anchor);
  if (known && isSettled(known)) return [];
  const rules = rulesOf(world.rules, managementAgentId);
  const about = { managementAgent: rules.definition.name, dn: object.dn };
  if (known?.pendingExport?.operation === 'delete') return [{ kind: 'unexpected-object', ...about }];
  const image = importedImage(world, managementAgentId, object);
  if (isFiltered(world.rules, managementAgentId, object.objectType, image)) return [];
  const joins = (rules.joins.get(object.objectType) ?? [])
    .flatMap((rule) => joinKeysOfImage(rule, image))
    .flatMap((key) => byJoinKey.get(key) ?? [])
    .some(({ live }) => live.every(({ connector }) => connector.managementAgentId !== managementAgentId));
  if (joins) return [{ kind: 'not-connected', ...about }];
  const projection = rules.projections.get(object.objectType);
  if (!projection) return [];
  const contributors = [{ managementAgentId, objectType: object.objectType, image }];
  const projected: MetaverseObject = {
    id: object.anchor,
    objectType: projection.metaverseObjectType,
    values: contributedValues(world.rules, projection.metaverseObjectType, contributors, {}),
    connectors: [],
  };
  const elsewhere = (world.rules.provisioning.get(projected.objectType) ?? []).filter(
    (rule) => rule.managementAgentId !== managementAgentId && !wouldBeFiltered(world.rules, rule, projected),
  );
  return [{ kind: 'not-connected', ...about }, ...elsewhere.map((rule) => missing(world, rule, projected))];
}
