import * as fc from 'fast-check';

/** What one program or another gives a meaning of its own, or loses. */
const PIECES = [
  '"', "'", '`', '\\', '{', '}', '[', ']', '<', '>', '&', '#', '%', '/', '//', '?', ':', ': ', ' #', '- ', '|', '*', '!', '@', '$', '~',
  '\n', '\r', '\r\n', '\t', '\b', '\0', '\u001A', '\u001B[31m', '\u007F', '\u0085', '\u00A0', '\u2028', '\u2029', '\uFEFF', '\uFFFD',
  ' ', '  ', '.', '..', '/../', '%2F', '%2f', '%25', '%00', '%zz', '%E0%A4%A', '\\n', '\\u0000', '${HOME}', '$(id)', '{{x}}', '\' OR \'1\'=\'1',
  'autosync/', '/cycle/', '/run-lock', 'import/', 'default', 'null', 'true', 'yes', '0x1F', '1e3', '2001-01-01', '<<', '__proto__', 'constructor',
  'שלום', 'مرحبا', '\u202E', '\u2066', '\u200F', '\u200B', 'e\u0301', 'é', 'Å', 'ﬁ', 'İ', 'ß', '漢字', '👩‍👩‍👧', '😀', '\u{10FFFF}',
]; // prettier-ignore

/** Names as a whole. */
const WHOLE = [
  '', ' ', '.', '..', '...', '/', '\0', '\n', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', '~', 'true', '-', '? ', '*a', '&a',
  '<<', '=', '%', '%2F', '%2e%2e', '-1', '.inf', '0o7', '---', '...\n', '#', '\uFEFF', ' HR ', 'HR\u0000', 'HR/1', 'a'.repeat(255), 'a'.repeat(256),
  '/'.repeat(85), '/'.repeat(86), '漢'.repeat(85), '漢'.repeat(86), 'x'.repeat(4000), '😀'.repeat(2000), '"'.repeat(4000),
]; // prettier-ignore

/** Half of a character: no text in UTF-8 can hold it. */
const HALF = fc.constantFrom('\uD800', '\uDBFF', '\uDC00', '\uDFFF', 'HR\uD83D', '\uDE00HR', '\uDE00\uD83D');

const fromPieces = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 3 }), fc.string({ maxLength: 4 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => pieces.join('')); // prettier-ignore

/** A piece again and again, to a length about a limit or far above. */
const long = fc
  .tuple(fc.constantFrom(...PIECES, 'x'), fc.constantFrom(200, 250, 255, 256, 300, 1000, 4000))
  .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length));

/** A name as an administrator would not choose it. */
export const oddName: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fromPieces, weight: 60 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }), weight: 25 },
  { arbitrary: fc.constantFrom(...WHOLE), weight: 8 },
  { arbitrary: HALF, weight: 4 },
  { arbitrary: fc.tuple(fromPieces, HALF).map(([before, half]) => before + half), weight: 1 },
  { arbitrary: long, weight: 2 },
);
