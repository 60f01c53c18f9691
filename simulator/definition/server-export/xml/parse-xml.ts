import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AutoSyncError, ensureError } from '../../../../domain/errors.js';
import type { XmlElement } from './xml-element.js';

/** What `preserveOrder` makes of a node: the attributes under `:@`, and one more key, its name, with its content. */
type OrderedNode = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  // Keeps text apart from text and elements in their order, whatever their number: one run step reads like many.
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // Values stay text: a profile called "007" is not the number 7.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Without it, numeric character references stay as written.
  htmlEntities: true,
});

/**
 * Parses an exported file.
 *
 * @param text the decoded file
 * @param file its path, for the message
 * @returns an unnamed element that holds the document's root element or elements
 * @throws AutoSyncError `invalid-server-export` with line and column if the text is not well-formed XML
 */
export function parseXml(text: string, file: string): XmlElement {
  const validity = XMLValidator.validate(text);
  if (validity !== true) {
    const { line, col, msg } = validity.err;
    throw malformed(file, `line ${line}${col === undefined ? '' : `, column ${col}`}: ${msg}`);
  }
  try {
    const nodes = parser.parse(text) as readonly OrderedNode[];
    return { name: '', attributes: {}, ...contentOf(nodes) };
  } catch (error) {
    throw malformed(file, ensureError(error).message, error);
  }
}

function contentOf(nodes: readonly OrderedNode[]): Pick<XmlElement, 'children' | 'text'> {
  const children: XmlElement[] = [];
  let text = '';
  for (const node of nodes) {
    for (const [name, content] of Object.entries(node)) {
      if (name === '#text') {
        text += String(content);
      } else if (name !== ':@') {
        const attributes = (node[':@'] ?? {}) as Readonly<Record<string, string>>;
        children.push({ name, attributes, ...contentOf(content as readonly OrderedNode[]) });
      }
    }
  }
  return { children, text };
}

function malformed(file: string, detail: string, cause?: unknown): AutoSyncError {
  return new AutoSyncError(
    'invalid-server-export',
    `${file} is not well-formed XML: ${detail} Export the server configuration again.`,
    { cause },
  );
}
