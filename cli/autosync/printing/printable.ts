/**
 * Characters that a terminal obeys in place of showing them: controls, line breaks, and those that turn the direction
 * of what follows. Letters of scripts that run from right to left are none of them.
 */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A name or a sentence of somebody else's, so that it fits on a line and changes nothing but that line. */
export function printable(text: string): string {
  return text
    .replace(/\r?\n/g, ' ↵ ')
    .replace(OBEYED, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A text of several lines, so that it changes nothing but these lines. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/** An argument as it is to be typed in a shell, for the commands that we suggest. */
export function typed(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\p{L}\p{N}_.,:/@=+-]+$/u.test(argument) && !argument.startsWith('-')) return argument;
  const shown = printable(argument);
  return platform === 'win32'
    ? `"${shown.replaceAll('"', '\\"')}"`
    : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}
