import type { DiscoveryErrorRecord, ExportErrorRecord, ImportErrorRecord } from '../engine/run-record.js';
import type { AttributeValue } from '../http-contract.js';
import { valuesOf } from '../world/attribute-values.js';
import { splitDn } from '../world/directory/distinguished-names.js';
import { engineDate } from './engine-date.js';
import type { XmlElement } from './xml-element.js';

/** The directory's error code where it gives none of its own: LDAP's `other`. */
const ERROR_CODE = 80;

function base64(text: string): XmlElement {
  return { '@encoding': 'base64', '#text': Buffer.from(text, 'utf8').toString('base64') };
}

/** `ma-object-error`: an object that the directory could not give. */
export function discoveryError(error: DiscoveryErrorRecord): XmlElement {
  return {
    'error-type': error.type,
    dn: error.dn,
    anchor: base64(error.anchor),
    'cd-error': { 'error-code': ERROR_CODE, 'error-literal': error.literal },
  };
}

function deltaAttribute(name: string, value: AttributeValue | null): XmlElement {
  const values = valuesOf(value ?? undefined);
  return {
    '@name': name,
    '@operation': value === null ? 'delete' : 'replace',
    '@type': 'string',
    '@multivalued': String(values.length > 1),
    // The schema asks for a value even where an attribute was to be emptied.
    value:
      values.length > 0
        ? values.map((one) => ({ '@operation': 'add', '#text': one }))
        : { '@operation': 'update', '#text': '' },
  };
}

/** What was exported, and the object that came back without it. */
function changeNotReimported(error: ImportErrorRecord): XmlElement {
  if (!error.notReimported) return {};
  const { change, anchor, objectType } = error.notReimported;
  return {
    'change-not-reimported': {
      delta: {
        '@operation':
          change.operation === 'add' || change.operation === 'delete' ? change.operation : 'update',
        '@dn': change.dn ?? error.dn,
        attr: Object.entries(change.attributes).map(([name, value]) => deltaAttribute(name, value)),
      },
      entry: {
        '@dn': error.dn,
        anchor: base64(anchor),
        'parent-anchor': base64(splitDn(error.dn).parent),
        'primary-objectclass': objectType,
        objectclass: { 'oc-value': ['top', objectType] },
      },
    },
  };
}

function extensionErrorInfo(error: ImportErrorRecord): XmlElement {
  if (error.detail === undefined) return {};
  return {
    'extension-error-info': {
      'extension-name': 'MVExtension.dll',
      'extension-callsite': error.algorithmStep === 'provisioning' ? 'provisioning' : 'import-flow',
      'extension-context': error.dn,
      'call-stack': error.detail,
    },
  };
}

/** `import-error`: an object that an import or a synchronization failed on. */
export function importError(error: ImportErrorRecord): XmlElement {
  return {
    '@cs-guid': error.objectId,
    '@dn': error.dn,
    'first-occurred': engineDate(error.firstOccurred),
    'retry-count': error.retryCount,
    'date-occurred': engineDate(error.occurred),
    'error-type': error.type,
    'algorithm-step': error.algorithmStep,
    ...changeNotReimported(error),
    ...extensionErrorInfo(error),
  };
}

/** `export-error`: an object that its directory did not take. */
export function exportError(error: ExportErrorRecord): XmlElement {
  return {
    '@cs-guid': error.objectId,
    '@dn': error.dn,
    'date-occurred': engineDate(error.occurred),
    'first-occurred': engineDate(error.firstOccurred),
    'retry-count': error.retryCount,
    'error-type': error.type,
    'cd-error': {
      'error-code': ERROR_CODE,
      'error-literal': error.literal,
      'server-error-detail': error.literal,
    },
  };
}
