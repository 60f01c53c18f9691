import { AutoSyncError } from '../../../domain/errors.js';
import { MIM_SERVICE_CATEGORY } from '../../../domain/management-agent/management-agent.js';
import type { AttributeValue, DirectoryObject, ObjectFaults } from '../../http-contract.js';
import { canonicalAttributes, valuesOf } from '../attribute-values.js';
import {
  nameHolder,
  removeObject,
  storeObject,
  type ConnectedDirectory,
  type NamesOf,
  type StoredObject,
} from './connected-directory.js';
import type { Image } from '../connector-space.js';
import { guidFrom, numberFrom } from '../deterministic-guid.js';
import { isHierarchical } from './distinguished-names.js';
import { joinKeysOfImage } from '../join-keys.js';
import { plausibleValue } from '../plausible-values.js';
import { partitionName, rulesOf } from '../rules.js';
import type { World } from '../world.js';

/**
 * What a connected directory does by itself when an object comes, changes or goes: it gives the anchor and other
 * values of its own making, and refuses a second object of the same name.
 */

/** A directory refused a write. `type` is the engine's error type for it. */
export interface Refusal {
  readonly type: 'cd-existing-object' | 'cd-missing-object';
  readonly literal: string;
}

/** An object that somebody creates in a directory. */
export interface NewObject {
  readonly objectType: string;
  readonly partitionId: string;
  /** Ignored where the directory is not hierarchical: there the DN is the anchor. */
  readonly dn?: string | undefined;
  readonly attributes: Readonly<Record<string, AttributeValue | null>>;
}

/** A change that somebody makes to an object of a directory. */
export interface ObjectChange {
  readonly dn?: string | undefined;
  /** The whole new set. */
  readonly attributes?: Readonly<Record<string, AttributeValue | null>> | undefined;
  readonly faults?: ObjectFaults | undefined;
}

export function directoryOf(world: World, managementAgentId: string): ConnectedDirectory {
  const directory = world.directories.get(managementAgentId);
  if (!directory) {
    throw new AutoSyncError('internal', `The simulated world has no directory for ${managementAgentId}.`);
  }
  return directory;
}

/** The anchor attribute, if the directory has one. */
export function anchorAttributeOf(world: World, managementAgentId: string): string | undefined {
  return rulesOf(world.rules, managementAgentId).definition.anchorAttribute;
}

/**
 * The names that must be unique: the DN, and the natural key, which is what the first join rule of the object
 * type goes by. AD refuses a second `sAMAccountName`, the MIM Service a second `AccountName`, in the same way.
 */
export function namesOf(world: World, managementAgentId: string): NamesOf {
  const rules = rulesOf(world.rules, managementAgentId);
  return (object: DirectoryObject) => {
    const naturalKey = rules.joins.get(object.objectType)?.[0];
    return [`dn\n${object.dn.toLowerCase()}`, ...(naturalKey ? joinKeysOfImage(naturalKey, object) : [])];
  };
}

/** The attributes that a directory of a category makes up for each new object, which nobody exports. */
export function directoryMadeAttributes(category: string): readonly string[] {
  if (category.startsWith('AD')) return ['objectGUID', 'objectSid'];
  return category === MIM_SERVICE_CATEGORY ? ['ObjectID'] : [];
}

/** An anchor that the directory makes up: derived from the object's names, and never used before. */
function madeUpAnchor(world: World, managementAgentId: string, object: NewObject): string {
  const directory = directoryOf(world, managementAgentId);
  const numeric = anchorAttributeOf(world, managementAgentId) !== undefined;
  const text = JSON.stringify([
    world.seed,
    managementAgentId,
    object.objectType,
    object.dn,
    object.attributes,
  ]);
  for (let attempt = 0; ; attempt++) {
    const anchor = numeric
      ? String(100_000_000 + numberFrom(`${text}${attempt}`, 900_000_000))
      : guidFrom(`${text}${attempt}`);
    const used = directory.objects.has(anchor) || directory.retiredAnchors.has(anchor);
    if (!used) return anchor;
  }
}

/** Creates an object as its directory would. */
export function createDirectoryObject(
  world: World,
  managementAgentId: string,
  object: NewObject,
): StoredObject | Refusal {
  const directory = directoryOf(world, managementAgentId);
  const { definition } = rulesOf(world.rules, managementAgentId);
  const partition = partitionName(world.rules, managementAgentId, object.partitionId);
  const given = canonicalAttributes(object.attributes);
  const anchorAttribute = definition.anchorAttribute;
  const anchor =
    (anchorAttribute === undefined ? undefined : valuesOf(given[anchorAttribute])[0]) ??
    madeUpAnchor(world, managementAgentId, object);
  const dn = isHierarchical(partition) && object.dn !== undefined ? object.dn : anchor;
  const made = [
    ...new Set([...directoryMadeAttributes(definition.category), ...(definition.directoryMade ?? [])]),
  ].filter((name) => given[name] === undefined);
  const attributes = {
    ...given,
    ...Object.fromEntries(made.map((name) => [name, madeUpValue(name, anchor)])),
    ...(anchorAttribute === undefined ? {} : { [anchorAttribute]: anchor }),
  };
  const created = {
    anchor,
    dn,
    objectType: object.objectType,
    partition,
    partitionId: object.partitionId,
    attributes,
  };
  const names = namesOf(world, managementAgentId);
  const holder = directory.objects.get(anchor)?.anchor ?? nameHolder(directory, created, names);
  if (holder !== undefined) return existing(dn, directory.objects.get(holder));
  return storeObject(directory, created, names);
}

function madeUpValue(attribute: string, anchor: string): string {
  switch (attribute) {
    case 'objectSid':
      return `S-1-5-21-${numberFrom('domain', 4_000_000_000)}-${1000 + numberFrom(anchor, 1_000_000_000)}`;
    case 'objectGUID':
    case 'ObjectID':
      return anchor;
    default:
      return plausibleValue(attribute, numberFrom(`${attribute}${anchor}`, 1_000_000), true);
  }
}

function existing(dn: string, holder: StoredObject | undefined): Refusal {
  return {
    type: 'cd-existing-object',
    literal: `The directory has an object with the name or key of ${dn} already: ${holder?.dn ?? 'unknown'}.`,
  };
}

/** Changes an object as its directory would. The anchor attribute stays as it is. */
export function changeDirectoryObject(
  world: World,
  managementAgentId: string,
  anchor: string,
  change: ObjectChange,
): StoredObject | Refusal {
  const directory = directoryOf(world, managementAgentId);
  const object = directory.objects.get(anchor);
  if (!object) {
    return { type: 'cd-missing-object', literal: `The directory has no object with the anchor ${anchor}.` };
  }
  const anchorAttribute = anchorAttributeOf(world, managementAgentId);
  const changed = {
    ...object,
    ...(change.dn !== undefined && isHierarchical(object.partition) ? { dn: change.dn } : {}),
    ...(change.attributes === undefined
      ? {}
      : {
          attributes: canonicalAttributes({
            ...change.attributes,
            ...(anchorAttribute === undefined ? {} : { [anchorAttribute]: object.anchor }),
          }),
        }),
    ...(change.faults === undefined ? {} : { faults: change.faults }),
  };
  const names = namesOf(world, managementAgentId);
  const holder = nameHolder(directory, changed, names);
  if (holder !== undefined) return existing(changed.dn, directory.objects.get(holder));
  return storeObject(directory, changed, names);
}

/** Deletes an object as its directory would: a tombstone stays. */
export function deleteDirectoryObject(world: World, managementAgentId: string, anchor: string): void {
  removeObject(directoryOf(world, managementAgentId), anchor, namesOf(world, managementAgentId));
}

/** Whether a directory refused. */
export function isRefusal(answer: StoredObject | Refusal): answer is Refusal {
  return 'literal' in answer;
}

/** What an import reads of an object: its DN and the attributes that the management agent selects. */
export function importedImage(world: World, managementAgentId: string, object: StoredObject): Image {
  const { imported } = rulesOf(world.rules, managementAgentId);
  if (!imported) return { dn: object.dn, attributes: object.attributes };
  return {
    dn: object.dn,
    attributes: Object.fromEntries(Object.entries(object.attributes).filter(([name]) => imported.has(name))),
  };
}
