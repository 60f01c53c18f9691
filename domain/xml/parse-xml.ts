import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AutoSyncError, ensureError } from '../errors.js';
import type { XmlElement } from './xml-element.js';
import type { XmlSource } from './xml-source.js';

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
 * Parses an XML file.
 *
 * @param text the decoded file
 * @returns an unnamed element that holds the document's root element or elements
 * @throws AutoSyncError with the source's code, and with line and column if the text is not well-formed XML
 */
export function parseXml(text: string, source: XmlSource): XmlElement {
  const validity = XMLValidator.validate(text);
  if (validity !== true) {
    const { line, col, msg } = validity.err;
    throw malformed(source, `line ${line}${col === undefined ? '' : `, column ${col}`}: ${msg}`);
  }
  try {
    const nodes = parser.parse(text) as readonly OrderedNode[];
    return { name: '', attributes: {}, ...contentOf(nodes) };
  } catch (error) {
    throw malformed(source, ensureError(error).message, error);
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

function malformed({ file, code, fix }: XmlSource, detail: string, cause?: unknown): AutoSyncError {
  return new AutoSyncError(code, `${file} is not well-formed XML: ${detail} ${fix}.`, { cause });
}
