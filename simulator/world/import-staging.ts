import type { AttributeValue } from '../http-contract.js';
import { canonicalValue, sameAttributes, sameValue, withChanges } from './attribute-values.js';
import type {
  ConnectorSpaceObject,
  ExportChange,
  Image,
  StagedImport,
  StagingOperation,
} from './connector-space.js';

/**
 * What an import does with one object: it confirms what was exported, and stages what else is new. Pure: the
 * object as it was in, the object as it is afterwards out.
 */
export interface StagingOutcome {
  /** `undefined` when the object leaves the connector space. */
  readonly object: ConnectorSpaceObject | undefined;
  /** What the step counts. */
  readonly counted: StagingOperation | 'no-change';
  /** The part of an export that the directory does not hold. */
  readonly notReimported?: ExportChange;
}

/**
 * An exported change, compared with what the directory holds now.
 *
 * @returns the synchronized image with what was confirmed; `undefined` if nothing was known of the object before
 *   and the object is new (an add whose values all came back otherwise still gives an image)
 */
function confirm(
  confirmed: Image | undefined,
  exported: ExportChange,
  seen: Image,
): { readonly confirmed: Image; readonly rejected: ExportChange | undefined } {
  const accepted: Record<string, AttributeValue | null> = {};
  const rejected: Record<string, AttributeValue | null> = {};
  for (const [name, value] of Object.entries(exported.attributes)) {
    const taken = sameValue(canonicalValue(value), seen.attributes[name]);
    (taken ? accepted : rejected)[name] = value;
  }
  const renamed = exported.dn !== undefined;
  const dnTaken = exported.dn?.toLowerCase() === seen.dn.toLowerCase();
  const anything = (renamed && !dnTaken) || Object.keys(rejected).length > 0;
  return {
    confirmed: {
      dn: dnTaken ? seen.dn : (confirmed?.dn ?? seen.dn),
      attributes: withChanges(confirmed?.attributes ?? {}, accepted),
    },
    rejected: anything
      ? {
          operation: exported.operation,
          ...(renamed && !dnTaken ? { dn: exported.dn } : {}),
          attributes: rejected,
        }
      : undefined,
  };
}

function difference(confirmed: Image | undefined, seen: Image): StagedImport | undefined {
  if (!confirmed) return { operation: 'add', image: seen };
  if (confirmed.dn !== seen.dn) return { operation: 'rename', image: seen };
  if (!sameAttributes(confirmed.attributes, seen.attributes)) return { operation: 'update', image: seen };
  return undefined;
}

function sameStaging(one: StagedImport | undefined, other: StagedImport | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.operation !== other.operation) return false;
  if (one.image === undefined || other.image === undefined) return one.image === other.image;
  return one.image.dn === other.image.dn && sameAttributes(one.image.attributes, other.image.attributes);
}

/** An import that finds an object which the connector space does not have. */
export function stageNewObject(
  identity: Pick<ConnectorSpaceObject, 'id' | 'managementAgentId' | 'partitionId' | 'objectType' | 'anchor'>,
  seen: Image,
): StagingOutcome {
  return {
    object: { ...identity, link: { kind: 'normal-disconnector' }, staged: { operation: 'add', image: seen } },
    counted: 'add',
  };
}

/**
 * An import that finds an object which the connector space has.
 *
 * @param carriesOn whether the import flows would carry a confirmed image on into the metaverse: what our own export
 *   brought back may feed another metaverse attribute, and then it is a change to synchronize like any other
 */
export function stageKnownObject(
  object: ConnectorSpaceObject,
  seen: Image,
  carriesOn: (confirmed: ConnectorSpaceObject) => boolean,
): StagingOutcome {
  const { unconfirmed, ...rest } = object;
  if (unconfirmed?.operation === 'delete') {
    // The directory took the delete and has an object with this anchor again: another object to the engine.
    const { confirmed: _gone, ...again } = rest;
    return { object: { ...again, staged: { operation: 'add', image: seen } }, counted: 'add' };
  }
  const confirmation = unconfirmed && confirm(object.confirmed, unconfirmed, seen);
  const confirmed = confirmation ? confirmation.confirmed : object.confirmed;
  // One that was replaced stays so until it is synchronized.
  const staged: StagedImport | undefined =
    object.staged?.operation === 'delete-add'
      ? { operation: 'delete-add', image: seen }
      : difference(confirmed, seen);
  const outcome = { ...rest, confirmed, staged };
  const report = confirmation?.rejected ? { notReimported: confirmation.rejected } : {};
  if (staged === undefined && confirmation && carriesOn(outcome)) {
    const kept: StagedImport = { operation: object.confirmed ? 'update' : 'add', image: seen };
    return { object: { ...rest, staged: kept }, counted: kept.operation };
  }
  const counted = staged === undefined || sameStaging(staged, object.staged) ? 'no-change' : staged.operation;
  return { object: outcome, counted, ...report };
}

/**
 * An import that finds an object gone, and another one under its name.
 *
 * @param anchor of the other one
 */
export function stageReplacedObject(
  object: ConnectorSpaceObject,
  anchor: string,
  seen: Image,
): StagingOutcome {
  const { unconfirmed: _gone, ...rest } = object;
  return {
    object: { ...rest, anchor, staged: { operation: 'delete-add', image: seen } },
    counted: 'delete-add',
  };
}

/** An import that finds an object gone: a tombstone in a delta import, or nothing in a full one. */
export function stageMissingObject(object: ConnectorSpaceObject): StagingOutcome {
  if (object.unconfirmed?.operation === 'delete') return { object: undefined, counted: 'no-change' };
  if (!object.confirmed && !object.unconfirmed && object.link.kind !== 'connector') {
    return { object: undefined, counted: 'delete' };
  }
  const { unconfirmed, ...rest } = object;
  const staged: StagedImport = { operation: 'delete' };
  return {
    object: { ...rest, staged },
    counted: object.staged?.operation === 'delete' ? 'no-change' : 'delete',
    ...(unconfirmed?.operation === 'add' ? { notReimported: unconfirmed } : {}),
  };
}
