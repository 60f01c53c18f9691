import { isDeltaImport } from '../../../domain/management-agent/management-agent.js';
import { chooseSome } from '../../faults/seeded-choice.js';
import {
  distinguishedName,
  dnKey,
  findByAnchor,
  isBeingDeleted,
  objectsOfPartition,
  partitionKey,
} from '../../world/connector-space.js';
import {
  deltaSnapshot,
  fullSnapshot,
  type DirectorySnapshot,
  type StoredObject,
} from '../../world/directory/connected-directory.js';
import { directoryOf } from '../../world/directory/directory-objects.js';
import { rulesOf } from '../../world/rules.js';
import type { StepContext } from './phase.js';

/** One object that an import has to do with. */
export type ImportItem =
  | { readonly kind: 'seen'; readonly object: StoredObject }
  /** It has the name of an object that is gone: the engine stages that one as a delete-add. */
  | { readonly kind: 'replacing'; readonly object: StoredObject; readonly replaced: string }
  | { readonly kind: 'tombstone'; readonly anchor: string }
  /** A full import did not see it. */
  | { readonly kind: 'obsolete'; readonly anchor: string };

/** What an import is going to work on, as its directory is when it begins. */
export interface ImportPlan {
  readonly items: readonly ImportItem[];
  /** Where the directory's change log is after so many items; absent where none of it may be skipped next time. */
  readonly sequenceAfter?: (items: number) => number | undefined;
  /** The directory's sequence number when the import began. */
  readonly sequence: number;
  /** How many objects it sees. */
  readonly seen: number;
  /** Anchors of objects that it cannot read. */
  readonly unreadable: ReadonlySet<string>;
}

/** Looks at the directory and works out what an import of it has to do. */
export function planImport(context: StepContext): ImportPlan {
  const { definition, faults } = context;
  const snapshot = snapshotOf(context);
  const { partial } = faults;
  const objects = partial
    ? chooseSome(snapshot.objects, partial.objects, partial.seed, ({ anchor }) => anchor)
    : snapshot.objects;
  const unreadable = faults.unreadable
    ? chooseSome(objects, faults.unreadable.objects, faults.unreadable.seed, ({ anchor }) => anchor)
    : [];
  const delta = isDeltaImport(definition.type);
  return {
    ...(delta ? deltaItems(context, snapshot) : { items: fullItems(context, objects) }),
    sequence: snapshot.sequence,
    seen: objects.length,
    unreadable: new Set(unreadable.map(({ anchor }) => anchor)),
  };
}

function snapshotOf(context: StepContext): DirectorySnapshot {
  const { state, managementAgentId, definition } = context;
  const { world } = state;
  const directory = directoryOf(world, managementAgentId);
  const ma = rulesOf(world.rules, managementAgentId).definition;
  const types = new Set(ma.objectTypesByPartition[definition.partitionId] ?? []);
  if (!isDeltaImport(definition.type)) return fullSnapshot(directory, definition.partitionId, types);
  const watermark = state.watermarks.get(partitionKey(managementAgentId, definition.partitionId)) ?? 0;
  return deltaSnapshot(directory, definition.partitionId, types, watermark);
}

/** The changes in the order in which they were made, so that an import that stops in between can go on there. */
function deltaItems(
  context: StepContext,
  { objects, tombstones }: DirectorySnapshot,
): Pick<ImportPlan, 'items' | 'sequenceAfter'> {
  const replacing = replacements(
    context,
    objects,
    tombstones.map(({ anchor }) => anchor),
  );
  const taken = new Set(replacing.values());
  const changes = [
    ...objects.flatMap((object) => (taken.has(object) ? [] : [seenAt(object)])),
    ...tombstones.map(({ anchor, deletedAt }) => {
      const object = replacing.get(anchor);
      const item: ImportItem = object
        ? { kind: 'replacing', object, replaced: anchor }
        : { kind: 'tombstone', anchor };
      return { item, sequence: deletedAt };
    }),
  ].toSorted((one, other) => one.sequence - other.sequence);
  return {
    items: changes.map(({ item }) => item),
    sequenceAfter: (items) => changes[items - 1]?.sequence,
  };
}

function seenAt(object: StoredObject): { readonly item: ImportItem; readonly sequence: number } {
  return { item: { kind: 'seen', object }, sequence: object.changedAt };
}

/** What was seen, and then what was not. */
function fullItems(context: StepContext, objects: readonly StoredObject[]): readonly ImportItem[] {
  const { state, managementAgentId, definition } = context;
  const anchors = new Set(objects.map((object) => object.anchor));
  const gone = objectsOfPartition(
    state.world.connectorSpace,
    managementAgentId,
    definition.partitionId,
  ).flatMap(({ anchor }) => (anchor === undefined || anchors.has(anchor) ? [] : [anchor]));
  const replacing = replacements(context, objects, gone);
  const replacedBy = new Map([...replacing].map(([anchor, object]) => [object, anchor]));
  return [
    ...objects.map((object): ImportItem => {
      const replaced = replacedBy.get(object);
      return replaced === undefined ? { kind: 'seen', object } : { kind: 'replacing', object, replaced };
    }),
    ...gone
      .filter((anchor) => !replacing.has(anchor))
      .map((anchor): ImportItem => ({ kind: 'obsolete', anchor })),
  ];
}

/**
 * New objects that have the name of a connector which is gone, by the anchor of what they replace. A connector space
 * knows an object by its name, so the engine sees one object that was deleted and added again.
 */
function replacements(
  context: StepContext,
  objects: readonly StoredObject[],
  gone: readonly string[],
): ReadonlyMap<string, StoredObject> {
  const { managementAgentId, state } = context;
  const { connectorSpace } = state.world;
  const newcomers = new Map(
    objects
      .filter(({ anchor }) => !findByAnchor(connectorSpace, managementAgentId, anchor))
      .map((object) => [dnKey(managementAgentId, object.dn), object]),
  );
  if (newcomers.size === 0) return new Map();
  return new Map(
    gone.flatMap((anchor) => {
      const known = findByAnchor(connectorSpace, managementAgentId, anchor);
      if (known?.link.kind !== 'connector' || !known.confirmed || isBeingDeleted(known)) return [];
      const newcomer = newcomers.get(dnKey(managementAgentId, distinguishedName(known)));
      return newcomer?.objectType === known.objectType ? [[anchor, newcomer] as const] : [];
    }),
  );
}
