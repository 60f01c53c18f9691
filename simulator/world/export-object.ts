import type { Alteration, Alterations } from '../faults/fault-request.js';
import type { AttributeValue } from '../http-contract.js';
import { valuesOf, withChanges } from './attribute-values.js';
import type { StoredObject } from './directory/connected-directory.js';
import {
  distinguishedName,
  type ConnectorSpaceObject,
  type ExportChange,
  type ExportOperation,
} from './connector-space.js';
import {
  changeDirectoryObject,
  createDirectoryObject,
  deleteDirectoryObject,
  directoryOf,
  isRefusal,
  type Refusal,
} from './directory/directory-objects.js';
import { putConnectorSpaceObject, removeConnectorSpaceObject, type World } from './world.js';

/** Why the directory did not take a change. The change stays pending and is tried again by the next export. */
export interface ExportFailure {
  /** The engine's `error-type`. */
  readonly type: string;
  /** The connected directory's own words. */
  readonly literal: string;
}

export type ExportOutcome =
  | { readonly exported: true; readonly operation: ExportOperation }
  | { readonly exported: false; readonly failure: ExportFailure };

/** Faults that an administrator wrote as the engine's error type are taken as one; anything else is the directory's words. */
export function asErrorType(
  fault: string,
  otherwise: string,
): { readonly type: string; readonly literal: string } {
  return /^[a-z]+(-[a-z]+)+$/.test(fault)
    ? { type: fault, literal: fault }
    : { type: otherwise, literal: fault };
}

/** What was exported before and is not confirmed yet, together with what was exported now. */
function merged(earlier: ExportChange | undefined, now: ExportChange): ExportChange {
  if (!earlier || now.operation === 'delete') return now;
  const dn = now.dn ?? earlier.dn;
  return {
    operation: earlier.operation === 'add' ? 'add' : now.operation,
    ...(dn === undefined ? {} : { dn }),
    attributes: { ...earlier.attributes, ...now.attributes },
  };
}

/**
 * Exports the pending change of one object: writes it to the connected directory and keeps it as unconfirmed.
 *
 * @param alterations what the whole directory makes of the values that it is given, now
 * @returns `undefined` when nothing is pending
 */
export function exportObject(
  world: World,
  object: ConnectorSpaceObject,
  alterations: Alterations = {},
): ExportOutcome | undefined {
  const { pendingExport, ...rest } = object;
  if (!pendingExport) return undefined;
  const written = writeChange(world, object, pendingExport, alterations);
  if ('failure' in written) return { exported: false, failure: written.failure };
  if (written.alreadyImported) removeConnectorSpaceObject(world, object.id);
  else {
    putConnectorSpaceObject(world, {
      ...rest,
      ...(written.stored ? { anchor: written.stored.anchor } : {}),
      exportError: undefined,
      unconfirmed: merged(object.unconfirmed, written.change),
    });
  }
  return { exported: true, operation: pendingExport.operation };
}

interface Written {
  readonly change: ExportChange;
  readonly stored?: StoredObject;
  /** The directory had deleted the object by itself and an import had found out: there is nothing left to confirm. */
  readonly alreadyImported?: boolean;
}

function writeChange(
  world: World,
  object: ConnectorSpaceObject,
  change: ExportChange,
  alterations: Alterations,
): Written | { readonly failure: ExportFailure } {
  if (change.operation === 'add') return writeAdd(world, object, change, alterations);
  const { anchor, managementAgentId } = object;
  const target = anchor === undefined ? undefined : directoryOf(world, managementAgentId).objects.get(anchor);
  const fault = target?.faults?.export;
  if (fault !== undefined) return { failure: asErrorType(fault, 'permission-issue') };
  if (change.operation === 'delete') {
    if (target) deleteDirectoryObject(world, managementAgentId, target.anchor);
    return { change, alreadyImported: !target && object.staged?.operation === 'delete' };
  }
  if (!target) {
    const literal = `There is no such object on the server: ${distinguishedName(object)}.`;
    return { failure: { type: 'cd-missing-object', literal } };
  }
  const given = altered(change.attributes, { ...alterations, ...alterationsOf(target) }, target);
  const attributes = withChanges(target.attributes, given);
  return stored(
    changeDirectoryObject(world, managementAgentId, target.anchor, { dn: change.dn, attributes }),
    change,
  );
}

function writeAdd(
  world: World,
  object: ConnectorSpaceObject,
  change: ExportChange,
  alterations: Alterations,
): Written | { readonly failure: ExportFailure } {
  const created = createDirectoryObject(world, object.managementAgentId, {
    objectType: object.objectType,
    partitionId: object.partitionId,
    dn: change.dn,
    attributes: altered(change.attributes, alterations),
  });
  if (isRefusal(created)) return { failure: created };
  // A flat directory calls the object by the anchor that it gave it, whatever the engine called it before.
  return { stored: created, change: { ...change, dn: created.dn } };
}

function stored(
  answer: StoredObject | Refusal,
  change: ExportChange,
): Written | { readonly failure: ExportFailure } {
  return isRefusal(answer) ? { failure: answer } : { stored: answer, change };
}

function isListOfNames(alters: Alterations | readonly string[]): alters is readonly string[] {
  return Array.isArray(alters);
}

/** What the directory makes of the values of one object. Attributes that are only named are upper-cased. */
function alterationsOf(target: StoredObject): Alterations {
  const alters = target.faults?.altersOnExport ?? {};
  return isListOfNames(alters)
    ? Object.fromEntries(alters.map((name) => [name, 'upper-case' as const]))
    : alters;
}

/** The values as the directory keeps them. @param target the object that is written to; absent for a new one */
function altered(
  attributes: ExportChange['attributes'],
  alterations: Alterations,
  target?: StoredObject,
): Readonly<Record<string, AttributeValue | null>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const alteration = alterations[name];
      return [
        name,
        alteration === undefined || value === null
          ? value
          : valuesOf(value).map((one) => alteredValue(one, alteration, valuesOf(target?.attributes[name]))),
      ];
    }),
  );
}

function alteredValue(value: string, alteration: Alteration, held: readonly string[]): string {
  if (alteration === 'upper-case') return value.toUpperCase();
  if (alteration === 'lower-case') return value.toLowerCase();
  if ('becomes' in alteration) return alteration.becomes;
  if ('toggles' in alteration) {
    const [one, other] = alteration.toggles;
    return held.includes(one) ? other : one;
  }
  return value.endsWith(alteration.append) ? value : `${value}${alteration.append}`;
}
