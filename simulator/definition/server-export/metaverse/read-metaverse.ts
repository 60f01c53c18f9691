import type { MetaverseDefinition, MetaverseObjectType, NotSimulated } from '../../world-definition.js';
import { readSchema } from '../dsml-schema.js';
import { normalizeGuid } from '../guid.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  elementAt,
  elementsAt,
  textAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';
import { readDeletionRules } from './deletion-rules.js';
import { readImportFlows } from './import-flows.js';

/** The metaverse's configuration before provisioning, which depends on the management agents. */
export interface ExportedMetaverse extends Omit<MetaverseDefinition, 'provisioning'> {
  /** How the real engine provisions, in words; `undefined` if its administrator switched provisioning off. */
  readonly provisionsBy: string | undefined;
}

/**
 * Reads the metaverse's configuration.
 *
 * @param mv the `mv-data` element
 * @param managementAgentNames by id, of all management agents that the export holds
 */
export function readMetaverse(
  mv: XmlElement,
  managementAgentNames: ReadonlyMap<string, string>,
): Reading<ExportedMetaverse> {
  const importFlows = readImportFlows(mv, managementAgentNames);
  const deletionRules = readDeletionRules(mv, managementAgentNames);
  return {
    value: {
      objectTypes: readObjectTypes(mv),
      importFlows: importFlows.value,
      deletionRules: deletionRules.value,
      provisionsBy: describeProvisioning(mv),
    },
    notSimulated: [
      ...importFlows.notSimulated,
      ...deletionRules.notSimulated,
      ...elsewhereConfigured(mv, managementAgentNames),
    ],
  };
}

function readObjectTypes(mv: XmlElement): readonly MetaverseObjectType[] {
  const schema = readSchema(mv);
  return schema.classes.map(({ name, attributes }) => ({
    name,
    attributes,
    multiValued: attributes.filter((attribute) => schema.attributes.get(attribute)?.multiValued),
  }));
}

function describeProvisioning(mv: XmlElement): string | undefined {
  const type = attributeOf(elementAt(mv, 'provisioning'), 'type');
  const extension = textAt(mv, 'extension', 'assembly-name');
  const code = extension === '' ? 'a rules extension' : `rules extension ${extension}`;
  switch (type) {
    case 'none':
      return undefined;
    case 'scripted':
      return code;
    case 'sync-rule':
      return 'sync rules';
    default:
      return `${code} and sync rules`;
  }
}

function elsewhereConfigured(
  mv: XmlElement,
  managementAgentNames: ReadonlyMap<string, string>,
): readonly NotSimulated[] {
  const withoutRecall = elementsAt(mv, 'import-attribute-flow', 'per-ma-options', 'ma-options')
    .filter((options) => textAt(options, 'enable-recall') === 'false')
    .flatMap((options) => managementAgentNames.get(normalizeGuid(attributeOf(options, 'ma-id'))) ?? []);
  const extension = textAt(mv, 'extension', 'assembly-name');
  return [
    ...withoutRecall.map((managementAgent) => ({
      managementAgent,
      what: 'attribute recall is switched off',
      instead: 'what a connector contributed is recalled when it is disconnected',
    })),
    ...(extension === ''
      ? []
      : [{ what: `metaverse rules extension ${extension}`, instead: 'its code is not called' }]),
    ...(textAt(mv, 'password-sync', 'password-sync-enabled') === '1'
      ? [{ what: 'password synchronization', instead: 'passwords are not simulated' }]
      : []),
  ];
}
