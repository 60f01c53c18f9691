import { AutoSyncError } from '../../domain/errors.js';
import { findPartition, type Partition } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import type { AttributeValue, DirectoryObject, ObjectFaults, TrackedChange } from '../http-contract.js';
import { valuesOf, withChanges } from '../world/attribute-values.js';
import type { StoredObject } from '../world/directory/connected-directory.js';
import {
  changeDirectoryObject,
  createDirectoryObject,
  deleteDirectoryObject,
  directoryOf,
  isRefusal,
  type Refusal,
} from '../world/directory/directory-objects.js';
import { defaultParent, isBelow, isHierarchical, rdnFor } from '../world/directory/distinguished-names.js';
import type { World } from '../world/world.js';
import { involvedIn, type ChangeRecord } from './change-tracking.js';

/** An object that somebody creates. */
export interface AddRequest {
  readonly objectType: string;
  /** Name or id; absent = the first selected partition that holds the object type. */
  readonly partition?: string | undefined;
  /** Absent = made of a naming attribute, where the directory is hierarchical. */
  readonly dn?: string | undefined;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** What somebody changes about an object; what is absent stays. */
export interface ModifyRequest {
  readonly dn?: string | undefined;
  /** `null` removes an attribute. */
  readonly attributes?: Readonly<Record<string, AttributeValue | null>> | undefined;
  /** Replaces the faults that the object has; `{}` heals it. */
  readonly faults?: ObjectFaults | undefined;
}

/** A change that somebody made, and its record. */
export interface MadeChange {
  readonly object: DirectoryObject;
  /** Absent when only faults changed: those go nowhere. */
  readonly record?: ChangeRecord;
}

/** What each record of a change needs to know. */
export interface ChangeContext {
  readonly world: World;
  readonly ma: ManagementAgentDefinition;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly nextId: () => number;
}

const NAMING_ATTRIBUTES = ['cn', 'displayName', 'DisplayName', 'name', 'ou'];

function invalid(message: string): AutoSyncError {
  return new AutoSyncError('invalid-input', message);
}

function partitionFor(ma: ManagementAgentDefinition, request: AddRequest): Partition {
  const holds = (partition: Partition): boolean =>
    partition.selected && (ma.objectTypesByPartition[partition.id] ?? []).includes(request.objectType);
  if (request.partition === undefined) {
    const found = ma.partitions.find(holds);
    if (found) return found;
    const types = [...new Set(Object.values(ma.objectTypesByPartition).flat())].join(', ');
    throw invalid(
      `objectType "${request.objectType}": ${ma.name} has no such objects; it has ${types || 'none'}.`,
    );
  }
  const named = findPartition(ma, request.partition);
  if (!named) {
    const names = ma.partitions.map((partition) => `"${partition.name}"`).join(', ');
    throw new AutoSyncError(
      'unknown-partition',
      `partition "${request.partition}": ${ma.name} has no such partition; it has ${names}.`,
    );
  }
  if (!holds(named)) {
    throw invalid(
      `partition "${named.name}" of ${ma.name} is not selected, or has no ${request.objectType} objects.`,
    );
  }
  return named;
}

function checkedDn(partition: Partition, dn: string): string {
  if (!isHierarchical(partition.name) || isBelow(dn, partition.name)) return dn;
  throw invalid(`dn "${dn}" is not in the partition "${partition.name}": end it with the partition's name.`);
}

function dnOfNew(
  ma: ManagementAgentDefinition,
  partition: Partition,
  request: AddRequest,
): string | undefined {
  if (request.dn !== undefined) return checkedDn(partition, request.dn);
  if (!isHierarchical(partition.name)) return undefined;
  const name = [...NAMING_ATTRIBUTES, ...Object.keys(request.attributes)]
    .flatMap((attribute) => valuesOf(request.attributes[attribute]))
    .find((value) => value !== '');
  if (name === undefined) throw invalid(`dn is missing, and there is no attribute to make one of.`);
  return `${rdnFor(request.objectType, name)},${defaultParent(ma.category, partition.name)}`;
}

function accepted(answer: StoredObject | Refusal): StoredObject {
  if (isRefusal(answer)) throw invalid(answer.literal);
  return answer;
}

function existingObject(context: ChangeContext, anchor: string): StoredObject {
  const found = directoryOf(context.world, context.ma.id).objects.get(anchor);
  if (!found) throw invalid(`The directory of ${context.ma.name} has no object with the anchor "${anchor}".`);
  return found;
}

function recordOf(
  context: ChangeContext,
  kind: TrackedChange['kind'],
  object: StoredObject,
  involved: readonly string[],
): ChangeRecord {
  return {
    change: {
      id: context.nextId(),
      managementAgentId: context.ma.id,
      managementAgentName: context.ma.name,
      partition: object.partition,
      kind,
      dn: object.dn,
      at: context.at,
    },
    anchor: object.anchor,
    involved,
  };
}

/**
 * Creates an object in a connected directory.
 * @throws `invalid-input`, `unknown-partition`
 */
export function addObject(context: ChangeContext, request: AddRequest): MadeChange {
  const { world, ma } = context;
  const partition = partitionFor(ma, request);
  const object = accepted(
    createDirectoryObject(world, ma.id, {
      objectType: request.objectType,
      partitionId: partition.id,
      dn: dnOfNew(ma, partition, request),
      attributes: request.attributes,
    }),
  );
  return { object, record: recordOf(context, 'add', object, []) };
}

/**
 * Changes an object of a connected directory: its attributes, its DN (a rename), or what makes it fail.
 * @throws `invalid-input`
 */
export function modifyObject(context: ChangeContext, anchor: string, request: ModifyRequest): MadeChange {
  const { world, ma } = context;
  const before = existingObject(context, anchor);
  const partition = findPartition(ma, before.partitionId);
  if (request.dn !== undefined && partition) {
    if (!isHierarchical(partition.name)) {
      throw invalid(
        `dn "${request.dn}": the objects of ${ma.name} are called by their anchors and cannot be renamed.`,
      );
    }
    checkedDn(partition, request.dn);
  }
  const involved = involvedIn(world, ma.id, anchor, []);
  const object = accepted(
    changeDirectoryObject(world, ma.id, anchor, {
      dn: request.dn,
      attributes: request.attributes && withChanges(before.attributes, request.attributes),
      faults: request.faults,
    }),
  );
  if (request.dn === undefined && request.attributes === undefined) return { object };
  const kind = request.dn !== undefined && request.dn !== before.dn ? 'rename' : 'modify';
  return { object, record: recordOf(context, kind, object, involved) };
}

/**
 * Deletes an object of a connected directory.
 * @throws `invalid-input`
 */
export function deleteObject(
  context: ChangeContext,
  anchor: string,
): MadeChange & { readonly record: ChangeRecord } {
  const object = existingObject(context, anchor);
  const involved = involvedIn(context.world, context.ma.id, anchor, []);
  deleteDirectoryObject(context.world, context.ma.id, anchor);
  return { object, record: recordOf(context, 'delete', object, involved) };
}
