/**
 * The one spelling of an identifier, `{UPPERCASE-GUID}`: exports mix cases, and some tools drop the braces.
 * An empty text stays empty.
 */
export function normalizeGuid(text: string): string {
  const bare = text.trim().replace(/^\{|\}$/g, '');
  return bare === '' ? '' : `{${bare.toUpperCase()}}`;
}
