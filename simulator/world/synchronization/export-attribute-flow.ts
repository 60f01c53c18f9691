import type { FlowSource } from '../../definition/world-definition.js';
import type { AttributeValue } from '../../http-contract.js';
import { fitToAttribute, sameValue, valuesOf } from '../attribute-values.js';
import {
  anticipatedImage,
  isUnexportedAdd,
  type ConnectorSpaceObject,
  type ExportChange,
} from '../connector-space.js';
import { defaultParent, dnFromFlow, isHierarchical, splitDn } from '../directory/distinguished-names.js';
import type { MetaverseObject } from '../metaverse.js';
import {
  anchorSource,
  DN_ATTRIBUTE,
  exportFlowsOf,
  OBJECT_ID_ATTRIBUTE,
  partitionName,
  rulesOf,
  type Rules,
} from '../rules.js';

/** What the flows want of an object in a connected directory. */
export interface ExpectedValues {
  /** What flows into `dn`, if anything does. */
  readonly dnValue?: string;
  /** `null`: the attribute must have no value. An attribute that is not named is left alone. */
  readonly attributes: Readonly<Record<string, AttributeValue | null>>;
}

/** Where an object is, or is to be. */
export interface ConnectorPlace {
  readonly managementAgentId: string;
  readonly partitionId: string;
  readonly objectType: string;
}

/** A flow's source value in the metaverse. */
export function metaverseSourceValue(
  source: FlowSource,
  object: MetaverseObject,
): AttributeValue | undefined {
  if (source.kind === 'constant') return source.value;
  return source.attribute === OBJECT_ID_ATTRIBUTE ? object.id : object.values[source.attribute]?.value;
}

/**
 * What export attribute flow gives for a connector: for each attribute the first flow with a value.
 *
 * @param provisioning flows that are meant for new objects only take part, and so does the anchor, which never
 *   changes afterwards
 */
export function expectedValues(
  rules: Rules,
  place: ConnectorPlace,
  object: MetaverseObject,
  provisioning: boolean,
): ExpectedValues {
  const { definition, multiValued } = rulesOf(rules, place.managementAgentId);
  const attributes: Record<string, AttributeValue | null> = {};
  let dnValue: string | undefined;
  for (const flow of exportFlowsOf(rules, place.managementAgentId, place.objectType, object.objectType)) {
    if (!provisioning && (flow.initialOnly || flow.attribute === definition.anchorAttribute)) continue;
    const value = metaverseSourceValue(flow.source, object);
    if (flow.attribute === DN_ATTRIBUTE) dnValue ??= valuesOf(value)[0];
    else if (value !== undefined) {
      attributes[flow.attribute] ??= fitToAttribute(value, multiValued.has(flow.attribute)) ?? null;
    } else if (flow.allowNull && !(flow.attribute in attributes)) attributes[flow.attribute] = null;
  }
  const anchor = provisioning && newAnchor(rules, place, object);
  if (anchor && definition.anchorAttribute !== undefined) attributes[definition.anchorAttribute] = anchor;
  return { ...(dnValue === undefined ? {} : { dnValue }), attributes };
}

function newAnchor(rules: Rules, place: ConnectorPlace, object: MetaverseObject): string | undefined {
  const source = anchorSource(rules, place.managementAgentId, place.objectType, object.objectType);
  return source && valuesOf(metaverseSourceValue(source, object))[0];
}

/**
 * The DN of a new object: what flows into `dn`, else the value by which the object would be joined, else the
 * metaverse object's id, which is unique if not pretty.
 */
export function newDn(
  rules: Rules,
  place: ConnectorPlace,
  object: MetaverseObject,
  expected: ExpectedValues,
): string {
  const { definition, joins } = rulesOf(rules, place.managementAgentId);
  const partition = partitionName(rules, place.managementAgentId, place.partitionId);
  const anchor = definition.anchorAttribute && expected.attributes[definition.anchorAttribute];
  if (!isHierarchical(partition)) return valuesOf(anchor || undefined)[0] ?? object.id;
  const joinedBy = joins.get(place.objectType)?.[0]?.rule.mappings[0]?.metaverseAttribute;
  const value =
    expected.dnValue ??
    (joinedBy === undefined ? undefined : valuesOf(object.values[joinedBy]?.value)[0]) ??
    object.id;
  return dnFromFlow(value, {
    objectType: place.objectType,
    parent: defaultParent(definition.category, partition),
    partitionName: partition,
  });
}

/** The DN that an existing object should have: its own, with the first component that flows into it. */
export function expectedDn(
  rules: Rules,
  place: ConnectorPlace,
  currentDn: string,
  expected: ExpectedValues,
): string {
  const partition = partitionName(rules, place.managementAgentId, place.partitionId);
  if (expected.dnValue === undefined || !isHierarchical(partition)) return currentDn;
  const { parent } = splitDn(currentDn);
  return dnFromFlow(expected.dnValue, { objectType: place.objectType, parent, partitionName: partition });
}

/**
 * The pending export of a connector: what its directory must change to hold what the flows say. Worked out from the
 * whole state each time, so a value that somebody changed in the directory is set right as well.
 *
 * @returns `undefined` when nothing is to be exported
 */
export function pendingExportOf(
  rules: Rules,
  connector: ConnectorSpaceObject,
  object: MetaverseObject,
): ExportChange | undefined {
  const known = anticipatedImage(connector);
  if (isUnexportedAdd(connector) && !known) {
    const expected = expectedValues(rules, connector, object, true);
    const attributes = Object.fromEntries(
      Object.entries(expected.attributes).filter(([, value]) => value !== null),
    );
    return { operation: 'add', dn: newDn(rules, connector, object, expected), attributes };
  }
  if (!known) return undefined;
  const expected = expectedValues(rules, connector, object, false);
  const attributes = Object.fromEntries(
    Object.entries(expected.attributes).filter(
      ([name, value]) => !sameValue(value ?? undefined, known.attributes[name]),
    ),
  );
  const dn = expectedDn(rules, connector, known.dn, expected);
  if (dn !== known.dn) return { operation: 'rename', dn, attributes };
  return Object.keys(attributes).length > 0 ? { operation: 'update', attributes } : undefined;
}

/** Whether two pending exports ask for the same. */
export function sameExport(one: ExportChange | undefined, other: ExportChange | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const names = Object.keys(one.attributes);
  return (
    one.operation === other.operation &&
    one.dn === other.dn &&
    names.length === Object.keys(other.attributes).length &&
    names.every(
      (name) =>
        name in other.attributes &&
        sameValue(one.attributes[name] ?? undefined, other.attributes[name] ?? undefined),
    )
  );
}
