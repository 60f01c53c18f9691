import type { JoinRule, ManagementAgentDefinition } from '../definition/world-definition.js';
import type { FillRequest } from '../http-contract.js';
import { valuesOf } from '../world/attribute-values.js';
import type { StoredObject } from '../world/directory/connected-directory.js';
import { guidFrom } from '../world/deterministic-guid.js';
import { createDirectoryObject, importedImage, isRefusal } from '../world/directory/directory-objects.js';
import type { MetaverseObject } from '../world/metaverse.js';
import { DN_ATTRIBUTE, OBJECT_ID_ATTRIBUTE } from '../world/rules.js';
import { expectedValues, newDn } from '../world/synchronization/export-attribute-flow.js';
import { contributedValues } from '../world/synchronization/import-attribute-flow.js';
import type { World } from '../world/world.js';
import { newAttributes, type NewAttributes } from './new-objects.js';
import { dnOf, partitionsHolding, projectedKinds, type ProjectedKind } from './object-kinds.js';
import { attributeRoles, type AttributeRoles } from './source-attributes.js';

/** Directories that only join hold objects for so many of five entities: the rest is left to provisioning. */
const JOINED_OF_FIVE = 3;

/** Each seed numbers its objects in a range of its own. */
const NUMBERS_PER_SEED = 100_000;

/** An entity as the directory that it comes from would project it. */
type Entity = MetaverseObject;

interface FillContext {
  readonly world: World;
  readonly roles: AttributeRoles;
  readonly request: FillRequest;
}

/**
 * Fills the directories with objects that hang together as the configuration says: each directory that projects gets
 * entities of its own, and those that join get their side of a part of them.
 *
 * @returns how many objects there are more
 */
export function fillDirectories(world: World, request: FillRequest): number {
  const context: FillContext = { world, roles: attributeRoles(world.rules), request };
  const { managementAgents } = world.rules.definition;
  const byType = new Map<string, readonly Entity[]>();
  let number = request.seed * NUMBERS_PER_SEED;
  let created = 0;
  for (const kind of managementAgents.flatMap(projectedKinds)) {
    const entities: Entity[] = [];
    for (let index = 0; index < shareOf(kind, request); index++) {
      number += 1;
      const entity = projectedEntity(context, kind, number);
      if (entity) entities.push(entity);
    }
    created += entities.length;
    if (!byType.has(kind.metaverseObjectType)) byType.set(kind.metaverseObjectType, entities);
  }
  for (const ma of managementAgents) {
    const projected = new Set(ma.projections.map((rule) => rule.objectType));
    const objectTypes = new Set(ma.joins.map((join) => join.objectType));
    for (const objectType of objectTypes) {
      if (!projected.has(objectType)) created += fillJoining(context, ma, objectType, byType);
    }
  }
  return created;
}

/** A management agent's objects are shared out among the types that it projects. */
function shareOf({ ma, objectType }: ProjectedKind, request: FillRequest): number {
  const kinds = projectedKinds(ma);
  const position = kinds.findIndex((kind) => kind.objectType === objectType);
  const total = request.objectsPerManagementAgent;
  return Math.floor(total / kinds.length) + (position < total % kinds.length ? 1 : 0);
}

function projectedEntity(context: FillContext, kind: ProjectedKind, number: number): Entity | undefined {
  const { world, roles } = context;
  const { ma, objectType, metaverseObjectType } = kind;
  const attributes = newAttributes(world.rules, roles, ma, objectType, number);
  const partitions = partitionsHolding(ma, objectType);
  const partitionId = partitions[number % partitions.length];
  if (partitionId === undefined) return undefined;
  const object = create(
    context,
    ma,
    objectType,
    partitionId,
    attributes,
    dnOf(ma, partitionId, objectType, number),
  );
  if (!object) return undefined;
  const image = importedImage(world, ma.id, object);
  const contributor = { managementAgentId: ma.id, objectType, image };
  return {
    id: guidFrom(`entity/${context.request.seed}/${number}`),
    objectType: metaverseObjectType,
    values: contributedValues(world.rules, metaverseObjectType, [contributor], {}),
    connectors: [],
  };
}

function create(
  context: FillContext,
  ma: ManagementAgentDefinition,
  objectType: string,
  partitionId: string,
  attributes: NewAttributes,
  dn: string | undefined,
): StoredObject | undefined {
  const answer = createDirectoryObject(context.world, ma.id, { objectType, partitionId, dn, attributes });
  return isRefusal(answer) ? undefined : answer;
}

/** The values that make an object join an entity; `undefined` where no rule of the definition can be met beforehand. */
function joiningValues(rules: readonly JoinRule[], entity: Entity): NewAttributes | undefined {
  for (const { mappings } of rules) {
    const values = mappings.map(({ attribute, metaverseAttribute }) =>
      attribute === DN_ATTRIBUTE || metaverseAttribute === OBJECT_ID_ATTRIBUTE
        ? undefined
        : ([attribute, valuesOf(entity.values[metaverseAttribute]?.value)[0]] as const),
    );
    const met = values.flatMap((pair) => (pair?.[1] === undefined ? [] : [[pair[0], pair[1]] as const]));
    if (met.length === mappings.length) return Object.fromEntries(met);
  }
  return undefined;
}

function fillJoining(
  context: FillContext,
  ma: ManagementAgentDefinition,
  objectType: string,
  byType: ReadonlyMap<string, readonly Entity[]>,
): number {
  const rules = ma.joins.filter((join) => join.objectType === objectType);
  const searched = new Set(rules.map((rule) => rule.metaverseObjectType));
  const entities = [...byType]
    .filter(([type]) => searched.has(type) || searched.has(undefined))
    .flatMap(([, ofType]) => ofType)
    .filter((_entity, index) => index % 5 < JOINED_OF_FIVE)
    .slice(0, context.request.objectsPerManagementAgent);
  return entities.filter((entity) => joiningObject(context, ma, objectType, rules, entity) !== undefined)
    .length;
}

function joiningObject(
  context: FillContext,
  ma: ManagementAgentDefinition,
  objectType: string,
  rules: readonly JoinRule[],
  entity: Entity,
): StoredObject | undefined {
  const { world, roles } = context;
  const applicable = rules.filter(
    (rule) => (rule.metaverseObjectType ?? entity.objectType) === entity.objectType,
  );
  const joining = joiningValues(applicable, entity);
  const partitions = partitionsHolding(ma, objectType);
  const provisioned = (world.rules.provisioning.get(entity.objectType) ?? []).find(
    (rule) => rule.managementAgentId === ma.id && rule.objectType === objectType,
  );
  const partitionId = provisioned?.partitionId ?? partitions[0];
  if (!joining || partitionId === undefined || !partitions.includes(partitionId)) return undefined;
  // The object's own number is made of its entity's id: what is not joined by only has to differ from the others'.
  const number = Number.parseInt(entity.id.slice(1, 9), 16);
  const place = { managementAgentId: ma.id, partitionId, objectType };
  const expected = expectedValues(world.rules, place, entity, true);
  const anchor = ma.anchorAttribute === undefined ? undefined : expected.attributes[ma.anchorAttribute];
  const given: NewAttributes = {
    ...joining,
    ...(ma.anchorAttribute === undefined || !anchor ? {} : { [ma.anchorAttribute]: anchor }),
  };
  const attributes = newAttributes(world.rules, roles, ma, objectType, number, given);
  return create(
    context,
    ma,
    objectType,
    partitionId,
    attributes,
    newDn(world.rules, place, entity, expected),
  );
}
