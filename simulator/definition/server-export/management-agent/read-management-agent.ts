import { AutoSyncError } from '../../../../domain/errors.js';
import {
  importsFromDirectory,
  type RunProfile,
} from '../../../../domain/management-agent/management-agent.js';
import type { ExportFlow, ManagementAgentDefinition, NotSimulated } from '../../world-definition.js';
import { readSchema, type Schema } from '../dsml-schema.js';
import { normalizeGuid } from '../guid.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  elementAt,
  elementsAt,
  textAt,
  textsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';
import { readAnchor } from './anchor.js';
import { readConnectorFilters } from './connector-filters.js';
import { readExportFlows } from './export-flows.js';
import { readJoins } from './joins.js';
import { readPartitions } from './partitions.js';
import { readProjections, type ExportedProjection } from './projections.js';
import { readRunProfiles } from './run-profiles.js';

/** A management agent of an export, before the metaverse's configuration has settled its projections. */
export interface ExportedManagementAgent extends Omit<
  ManagementAgentDefinition,
  'projections' | 'directoryMade'
> {
  readonly projections: readonly ExportedProjection[];
  /** Attributes that only the connected directory sets, without the anchor. */
  readonly readOnlyAttributes: readonly string[];
}

/**
 * Reads one management agent.
 *
 * @param ma the `ma-data` element
 * @param file the file that holds it, for messages
 * @throws AutoSyncError `invalid-server-export` if what identifies it, or a partition, is missing or there twice
 */
export function readManagementAgent(ma: XmlElement, file: string): Reading<ExportedManagementAgent> {
  const id = normalizeGuid(textAt(ma, 'id'));
  const name = textAt(ma, 'name');
  const category = textAt(ma, 'category');
  const missing = id === '' ? 'id' : name === '' ? 'name' : category === '' ? 'category' : undefined;
  if (missing !== undefined) {
    throw new AutoSyncError(
      'invalid-server-export',
      `${file}: ma-data${name === '' ? '' : ` "${name}"`} lacks its ${missing}. Export the server configuration again.`,
    );
  }
  const schema = readSchema(ma);
  const partitions = readPartitions(ma, `${file}, management agent "${name}"`);
  const runProfiles = readRunProfiles(
    ma,
    partitions.value.map(({ partition }) => partition),
  );
  const filters = readConnectorFilters(ma);
  const joins = readJoins(ma);
  const exportFlows = exportable(readExportFlows(ma), runProfiles.value);
  const anchor = readAnchor(ma);
  const deprovisioning = readDeprovisioning(ma);
  const exportedTo = exportFlows.value.map((flow) => flow.attribute);
  const attributes = new Set([
    ...textsAt(ma, 'attribute-inclusion', 'attribute').filter((attribute) => attribute !== 'export_password'),
    ...(anchor.value === undefined ? [] : [anchor.value]),
    ...exportedTo.filter((attribute) => attribute !== 'dn'),
  ]);
  const parts = [partitions, runProfiles, filters, joins, exportFlows, anchor, deprovisioning];
  const notSimulated = [
    ...parts.flatMap((part) => part.notSimulated),
    ...elsewhereConfigured(ma, schema, [...attributes]),
  ];
  return {
    value: {
      id,
      name,
      category,
      partitions: partitions.value.map((partition) => partition.partition),
      runProfiles: runProfiles.value,
      objectTypesByPartition: Object.fromEntries(
        partitions.value.map(({ partition, objectTypes }) => [partition.id, objectTypes]),
      ),
      attributes: [...attributes],
      multiValued: [...attributes].filter((attribute) => schema.attributes.get(attribute)?.multiValued),
      ...(anchor.value !== undefined && { anchorAttribute: anchor.value }),
      readOnlyAttributes: [...attributes].filter(
        (attribute) =>
          attribute !== anchor.value &&
          !exportedTo.includes(attribute) &&
          schema.attributes.get(attribute)?.readOnly,
      ),
      connectorFilters: filters.value,
      joins: joins.value,
      projections: readProjections(ma),
      exportFlows: exportFlows.value,
      deprovisioning: deprovisioning.value,
    },
    notSimulated: notSimulated.map((entry) => ({ managementAgent: name, ...entry })),
  };
}

/**
 * Export flows of a management agent that no run profile exports to, or imports from afterwards, would only leave
 * pending exports for ever, or unconfirmed ones.
 */
function exportable(
  flows: Reading<readonly ExportFlow[]>,
  runProfiles: readonly RunProfile[],
): Reading<readonly ExportFlow[]> {
  const steps = runProfiles.flatMap((profile) => profile.steps.filter((step) => step.dropFile !== true));
  const missing = !steps.some((step) => step.type === 'export')
    ? 'exports'
    : !steps.some((step) => importsFromDirectory(step.type))
      ? 'imports what was exported'
      : undefined;
  return flows.value.length === 0 || missing === undefined
    ? flows
    : {
        value: [],
        notSimulated: [
          {
            what: `${flows.value.length} export flows: no run profile ${missing}`,
            instead: 'nothing is exported to it',
          },
        ],
      };
}

function readDeprovisioning(ma: XmlElement): Reading<ManagementAgentDefinition['deprovisioning']> {
  const cleanup = elementAt(ma, 'provisioning-cleanup');
  const action = textAt(cleanup, 'action');
  switch (action) {
    case 'delete-object':
    case 'make-normal-disconnector':
    case 'make-explicit-disconnector':
      return { value: action, notSimulated: [] };
    default: {
      const written = attributeOf(cleanup, 'type') === 'scripted' ? 'rules extension' : action || 'not set';
      return {
        value: 'make-normal-disconnector',
        notSimulated: [
          { what: `deprovisioning (${written})`, instead: 'makes the object a normal disconnector' },
        ],
      };
    }
  }
}

/** What a management agent holds beside its rules and the simulation has no counterpart for. */
function elsewhereConfigured(
  ma: XmlElement,
  schema: Schema,
  attributes: readonly string[],
): readonly NotSimulated[] {
  const withTrait = (trait: 'reference' | 'exportOnly') =>
    attributes.filter((attribute) => schema.attributes.get(attribute)?.[trait] === true).join(', ');
  const extension = textAt(ma, 'extension', 'assembly-name');
  const directoryExtension = elementsAt(ma, 'private-configuration', 'adma-configuration', 'cd-extension')
    .map((element) => textAt(element, 'assembly-name'))
    .find((assembly) => assembly !== '');
  const entries: readonly (readonly [present: boolean, what: string, instead: string])[] = [
    [extension !== '', `rules extension ${extension}`, 'its code is not called'],
    [
      directoryExtension !== undefined,
      `connected directory extension ${directoryExtension}`,
      'its code is not called',
    ],
    [textAt(ma, 'password-sync-allowed') === '1', 'password synchronization', 'passwords are not simulated'],
    [
      withTrait('reference') !== '',
      `reference attributes ${withTrait('reference')}`,
      'carried as plain values',
    ],
    [
      withTrait('exportOnly') !== '',
      `export-only attributes ${withTrait('exportOnly')}`,
      'imported again, as any other attribute',
    ],
  ];
  return entries.filter(([present]) => present).map(([, what, instead]) => ({ what, instead }));
}
