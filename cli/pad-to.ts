import stringWidth from 'string-width';

/** Fills a text up with blanks, to so many cells of a terminal: wide characters take two, colours none. */
export function padTo(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - stringWidth(text)));
}
