/** A declaration is far shorter. */
const LONGEST_DECLARATION = 512;

/**
 * The engine's XML, fit to be sent as UTF-8. The engine declares its documents as UTF-16, because that is what
 * its strings are in memory; a file saved from an answer with such a declaration is one that no parser reads.
 *
 * @param xml the document in pieces of any size
 */
export async function* declareUtf8(xml: AsyncIterable<string>): AsyncGenerator<string> {
  let beginning: string | undefined = '';
  for await (const piece of xml) {
    if (beginning === undefined) {
      yield piece;
      continue;
    }
    beginning += piece;
    if (!beginning.includes('?>') && beginning.length < LONGEST_DECLARATION) continue;
    yield declaredUtf8(beginning);
    beginning = undefined;
  }
  if (beginning !== undefined) yield declaredUtf8(beginning);
}

function declaredUtf8(beginning: string): string {
  return beginning.replace(/^\uFEFF?(<\?xml[^>]*?encoding\s*=\s*)(["'])[^"']*\2/i, '$1$2utf-8$2');
}
