import type { DirectoryObject } from '../../http-contract.js';

/** An object as a connected directory keeps it. Replaced on every change, never altered: a snapshot stays true. */
export interface StoredObject extends DirectoryObject {
  readonly partitionId: string;
  /** The sequence number of its last change: what AD calls `uSNChanged`. */
  readonly changedAt: number;
}

/** What a directory remembers of an object that it no longer has, so that a delta import can find out. */
export interface Tombstone {
  readonly anchor: string;
  readonly dn: string;
  readonly objectType: string;
  readonly partitionId: string;
  readonly deletedAt: number;
}

/** A connected directory: its objects and a log of changes, kept as the sequence number of each object's last one. */
export interface ConnectedDirectory {
  readonly managementAgentId: string;
  /** The sequence number given last. */
  sequence: number;
  /** By anchor. */
  readonly objects: Map<string, StoredObject>;
  /** By anchor; an object that is created again loses its tombstone. */
  readonly tombstones: Map<string, Tombstone>;
  /** Anchors of objects that are gone: the directory never makes them up again. */
  readonly retiredAnchors: Set<string>;
  /** Who holds a name that no two objects may hold: see {@link NamesOf}. */
  readonly names: Map<string, string>;
}

/** The names of an object that must be unique in its directory: its DN, its natural key. */
export type NamesOf = (object: DirectoryObject) => readonly string[];

export function emptyDirectory(managementAgentId: string): ConnectedDirectory {
  return {
    managementAgentId,
    sequence: 0,
    objects: new Map(),
    tombstones: new Map(),
    retiredAnchors: new Set(),
    names: new Map(),
  };
}

/** A directory as it was saved, with the names that its objects hold. */
export function restoreDirectory(
  saved: {
    readonly managementAgentId: string;
    readonly sequence: number;
    readonly objects: readonly StoredObject[];
    readonly tombstones: readonly Tombstone[];
    readonly retiredAnchors: readonly string[];
  },
  namesOf: NamesOf,
): ConnectedDirectory {
  return {
    managementAgentId: saved.managementAgentId,
    sequence: saved.sequence,
    objects: new Map(saved.objects.map((object) => [object.anchor, object])),
    tombstones: new Map(saved.tombstones.map((tombstone) => [tombstone.anchor, tombstone])),
    retiredAnchors: new Set(saved.retiredAnchors),
    names: new Map(saved.objects.flatMap((object) => namesOf(object).map((name) => [name, object.anchor]))),
  };
}

/** The anchor of another object that holds one of this object's names. */
export function nameHolder(
  directory: ConnectedDirectory,
  object: DirectoryObject,
  namesOf: NamesOf,
): string | undefined {
  for (const name of namesOf(object)) {
    const holder = directory.names.get(name);
    if (holder !== undefined && holder !== object.anchor) return holder;
  }
  return undefined;
}

/** Creates an object or replaces one. The change gets the next sequence number, whatever it changed. */
export function storeObject(
  directory: ConnectedDirectory,
  object: Omit<StoredObject, 'changedAt'>,
  namesOf: NamesOf,
): StoredObject {
  releaseNames(directory, object.anchor, namesOf);
  directory.sequence += 1;
  const stored: StoredObject = { ...object, changedAt: directory.sequence };
  directory.objects.set(stored.anchor, stored);
  directory.tombstones.delete(stored.anchor);
  for (const name of namesOf(stored)) directory.names.set(name, stored.anchor);
  return stored;
}

/** Deletes an object, leaving a tombstone; nothing happens where there is none. */
export function removeObject(directory: ConnectedDirectory, anchor: string, namesOf: NamesOf): void {
  const object = directory.objects.get(anchor);
  if (!object) return;
  releaseNames(directory, anchor, namesOf);
  directory.sequence += 1;
  directory.objects.delete(anchor);
  directory.retiredAnchors.add(anchor);
  directory.tombstones.set(anchor, {
    anchor,
    dn: object.dn,
    objectType: object.objectType,
    partitionId: object.partitionId,
    deletedAt: directory.sequence,
  });
}

function releaseNames(directory: ConnectedDirectory, anchor: string, namesOf: NamesOf): void {
  const object = directory.objects.get(anchor);
  if (!object) return;
  for (const name of namesOf(object)) {
    if (directory.names.get(name) === anchor) directory.names.delete(name);
  }
}

/** What an import reads: a directory's state at one moment. */
export interface DirectorySnapshot {
  readonly objects: readonly StoredObject[];
  readonly tombstones: readonly Tombstone[];
  /** The sequence number at that moment: the watermark of an import that ends well. */
  readonly sequence: number;
}

/** All objects of a partition, in the order of their last change; no tombstones. */
export function fullSnapshot(
  directory: ConnectedDirectory,
  partitionId: string,
  objectTypes: ReadonlySet<string>,
): DirectorySnapshot {
  const objects = [...directory.objects.values()].filter(
    (object) => object.partitionId === partitionId && objectTypes.has(object.objectType),
  );
  return { objects: inOrderOfChange(objects), tombstones: [], sequence: directory.sequence };
}

/** What changed in a partition after a watermark. */
export function deltaSnapshot(
  directory: ConnectedDirectory,
  partitionId: string,
  objectTypes: ReadonlySet<string>,
  watermark: number,
): DirectorySnapshot {
  const objects = [...directory.objects.values()].filter(
    (object) =>
      object.partitionId === partitionId &&
      object.changedAt > watermark &&
      objectTypes.has(object.objectType),
  );
  const tombstones = [...directory.tombstones.values()].filter(
    (tombstone) => tombstone.partitionId === partitionId && tombstone.deletedAt > watermark,
  );
  return { objects: inOrderOfChange(objects), tombstones, sequence: directory.sequence };
}

function inOrderOfChange(objects: readonly StoredObject[]): readonly StoredObject[] {
  return objects.toSorted((one, other) => one.changedAt - other.changedAt);
}

/** Forgets the tombstones of a partition that its imports have read. */
export function pruneTombstones(directory: ConnectedDirectory, partitionId: string, watermark: number): void {
  for (const tombstone of directory.tombstones.values()) {
    if (tombstone.partitionId === partitionId && tombstone.deletedAt <= watermark) {
      directory.tombstones.delete(tombstone.anchor);
    }
  }
}
