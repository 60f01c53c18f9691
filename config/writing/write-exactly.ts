import { Scalar, visit, type Document } from 'yaml';

/**
 * A line break, a control character, a blank that is not the usual one: left to itself, the writer puts such texts into
 * blocks and lines that read back as another text, or as settings.
 */
const ODD = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** The document's text, which reads back as the same settings, whatever the names and values in it hold. */
export function writeExactly(document: Document): string {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && ODD.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // Folded lines would break names in two.
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}
