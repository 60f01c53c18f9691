import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { padTo } from '../../pad-to.js';
import type { Look } from './look.js';

/** Cells that are wider make only their own row wider, and on a terminal they are cut. */
const USUAL_WIDEST_COLUMN = 40;
const GAP = '  ';

/**
 * A table without lines, its columns aligned by what a terminal shows: wide characters count twice, colours not.
 *
 * @param head titles of the columns
 * @param rows of printable text, as many cells as titles or fewer
 * @param widest how wide a column may be
 * @returns lines, the head first; none of them ends in blanks
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { colors, columns }: Pick<Look, 'colors' | 'columns'>,
  widest = USUAL_WIDEST_COLUMN,
): readonly string[] {
  const widths = head.map((title, index) =>
    Math.min(widest, Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[index] ?? '')))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === head.length - 1 ? cell : padded(cell, widths[index] ?? 0, columns)))
      .join(GAP)
      .trimEnd();
  const lines = [colors.dim(line(head)), ...rows.map(line)];
  // Some terminals begin a new line after the last place.
  return columns === undefined ? lines : lines.map((each) => fitted(each, Math.max(1, columns - 1)));
}

/** Cut so that it fits. Where a wide character, or a sign that joins others, is cut, the library may leave too much. */
function fitted(line: string, columns: number): string {
  let cut = line;
  for (let to = columns; to > 0 && stringWidth(cut) > columns; to -= 1) cut = cliTruncate(line, to);
  return cut;
}

function padded(cell: string, width: number, columns: number | undefined): string {
  const shown = columns === undefined ? cell : cliTruncate(cell, width);
  return padTo(shown, width);
}
