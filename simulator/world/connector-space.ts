import type { AttributeValue } from '../http-contract.js';
import { withChanges, type Attributes } from './attribute-values.js';

/** What the engine knows, or holds to be true, of an object in a connected directory. */
export interface Image {
  readonly dn: string;
  readonly attributes: Attributes;
}

/** `delete-add`: the object is gone, and the directory has another one under its name. */
export type StagingOperation = 'add' | 'update' | 'rename' | 'delete' | 'delete-add';

/** A pending import: what an import saw and no synchronization has worked on yet. */
export interface StagedImport {
  readonly operation: StagingOperation;
  /** What the directory holds; absent for a delete. */
  readonly image?: Image;
}

export type ExportOperation = 'add' | 'update' | 'rename' | 'delete';

/** A change to an object of the connected directory: pending, or exported and not yet confirmed. */
export interface ExportChange {
  readonly operation: ExportOperation;
  /** The new DN, for an add and for a rename. */
  readonly dn?: string;
  /** `null` empties an attribute. */
  readonly attributes: Readonly<Record<string, AttributeValue | null>>;
}

/** How a connector space object hangs together with the metaverse. */
export type ConnectorLink =
  | { readonly kind: 'connector'; readonly metaverseObjectId: string }
  /**
   * Every delta synchronization looks again whether it joins or projects.
   * `deprovisioned`: its metaverse object went and left it so, which is a rest in itself until somebody looks again.
   */
  | { readonly kind: 'normal-disconnector'; readonly deprovisioned?: boolean }
  /** Left alone for good. */
  | { readonly kind: 'explicit-disconnector' };

/** An error that an object keeps until an attempt succeeds. */
export interface ObjectErrorHistory {
  readonly firstOccurred: number;
  readonly retryCount: number;
}

/** An object of a connector space. Replaced on every change, never altered. */
export interface ConnectorSpaceObject {
  readonly id: string;
  readonly managementAgentId: string;
  readonly partitionId: string;
  readonly objectType: string;
  /** Absent until the connected directory has the object. */
  readonly anchor?: string | undefined;
  readonly link: ConnectorLink;
  /** The synchronized image: what import flows and joins read. Absent until a synchronization or a confirmation. */
  readonly confirmed?: Image | undefined;
  readonly staged?: StagedImport | undefined;
  readonly pendingExport?: ExportChange | undefined;
  /** Exported; the next import tells whether the directory took it. */
  readonly unconfirmed?: ExportChange | undefined;
  readonly exportError?: ObjectErrorHistory | undefined;
  readonly synchronizationError?: ObjectErrorHistory | undefined;
}

/** Objects of all connector spaces, with indexes that are derived from them. */
export interface ConnectorSpace {
  readonly objects: Map<string, ConnectorSpaceObject>;
  /** Ids by management agent and partition. */
  readonly byPartition: Map<string, Set<string>>;
  /** Ids by management agent and anchor. */
  readonly byAnchor: Map<string, string>;
  /** Ids by management agent and DN. */
  readonly byDn: Map<string, Set<string>>;
  /** Normal disconnectors by join rule and values: see `joinKeysOfDisconnector`. */
  readonly byJoinKey: Map<string, Set<string>>;
}

/** What the directory will hold for an object once everything that was exported is confirmed. */
export function anticipatedImage(object: ConnectorSpaceObject): Image | undefined {
  const { confirmed, unconfirmed } = object;
  if (!unconfirmed) return confirmed;
  if (unconfirmed.operation === 'delete') return undefined;
  const dn = unconfirmed.dn ?? confirmed?.dn;
  if (dn === undefined) return undefined;
  return { dn, attributes: withChanges(confirmed?.attributes ?? {}, unconfirmed.attributes) };
}

/** The DN under which the engine lists the object now. */
export function distinguishedName(object: ConnectorSpaceObject): string {
  return (
    anticipatedImage(object)?.dn ??
    object.confirmed?.dn ??
    object.staged?.image?.dn ??
    object.pendingExport?.dn ??
    ''
  );
}

/** Whether the object is provisioned and the directory does not have it yet. */
export function isUnexportedAdd(object: ConnectorSpaceObject): boolean {
  return object.pendingExport?.operation === 'add' && object.anchor === undefined;
}

/** Whether the engine has deleted the object, or is about to. */
export function isBeingDeleted(object: ConnectorSpaceObject): boolean {
  return object.pendingExport?.operation === 'delete' || object.unconfirmed?.operation === 'delete';
}

export function partitionKey(managementAgentId: string, partitionId: string): string {
  return `${managementAgentId}\n${partitionId}`;
}

export function anchorKey(managementAgentId: string, anchor: string): string {
  return `${managementAgentId}\n${anchor}`;
}

export function dnKey(managementAgentId: string, dn: string): string {
  return `${managementAgentId}\n${dn.toLowerCase()}`;
}

/** The object that stands for a directory object, if any. */
export function findByAnchor(
  space: ConnectorSpace,
  managementAgentId: string,
  anchor: string,
): ConnectorSpaceObject | undefined {
  const id = space.byAnchor.get(anchorKey(managementAgentId, anchor));
  return id === undefined ? undefined : space.objects.get(id);
}

/** All objects of a partition, in the order in which they came. */
export function objectsOfPartition(
  space: ConnectorSpace,
  managementAgentId: string,
  partitionId: string,
): readonly ConnectorSpaceObject[] {
  const ids = space.byPartition.get(partitionKey(managementAgentId, partitionId)) ?? [];
  return [...ids].flatMap((id) => space.objects.get(id) ?? []);
}
