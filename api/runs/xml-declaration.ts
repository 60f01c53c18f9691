/**
 * The engine's XML, fit to be sent as UTF-8. The engine declares its documents as UTF-16, because that is what
 * its strings are in memory; a file saved from an answer with such a declaration is one that no parser reads.
 */
export function declareUtf8(xml: string): string {
  return xml.replace(/^\uFEFF?(<\?xml[^>]*?encoding\s*=\s*)(["'])[^"']*\2/i, '$1$2utf-8$2');
}
