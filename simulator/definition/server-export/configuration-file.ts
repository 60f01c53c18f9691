import { AutoSyncError } from '../../../domain/errors.js';
import { decodeXmlBytes } from '../../../domain/xml/decode-xml-bytes.js';
import { parseXml } from '../../../domain/xml/parse-xml.js';
import { attributeOf, outermostNamed, type XmlElement } from '../../../domain/xml/xml-element.js';

/** A file of a server-configuration export, opened up. */
export interface ConfigurationFile {
  readonly name: string;
  /** The sync server's name, where the root element has it. */
  readonly server?: string;
  /** Its `ma-data` elements. */
  readonly managementAgents: readonly XmlElement[];
  /** Its `mv-data` elements. */
  readonly metaverses: readonly XmlElement[];
}

/**
 * Whether a file belongs to a server-configuration export: `MA-{GUID}.XML`, `MA-AD.xml`, `MV.XML`, in any case.
 * Other files may lie beside them.
 */
export function isConfigurationFile(name: string): boolean {
  return /^m[av]([^a-z0-9].*)?\.xml$/i.test(name);
}

/**
 * Opens a file of an export. What it holds is found by its own element, `ma-data` or `mv-data`, wherever that
 * stands: the console, `svrexport.exe` and scripts put different elements around it, or none, and some put several
 * management agents into one file.
 *
 * @throws AutoSyncError `invalid-server-export` if it is not XML or holds neither
 */
export function openConfigurationFile(name: string, bytes: Uint8Array): ConfigurationFile {
  const source = {
    file: name,
    code: 'invalid-server-export',
    fix: 'Export the server configuration again',
  } as const;
  const document = parseXml(decodeXmlBytes(bytes, source), source);
  const managementAgents = outermostNamed(document, 'ma-data');
  const metaverses = outermostNamed(document, 'mv-data');
  if (managementAgents.length + metaverses.length === 0) {
    throw new AutoSyncError(
      'invalid-server-export',
      `${name} holds neither ma-data nor mv-data; its root element is ${document.children[0]?.name ?? 'missing'}. Remove it, or export the server configuration again.`,
    );
  }
  const server = document.children.map((root) => attributeOf(root, 'server')).find((each) => each !== '');
  return { name, managementAgents, metaverses, ...(server !== undefined && { server }) };
}
