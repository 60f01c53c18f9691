import { AutoSyncError } from '../../domain/errors.js';

/** Attribute values as a user writes them; `null` removes an attribute. */
export type Assignments = Readonly<Record<string, string | readonly string[] | null>>;

/**
 * Reads `attribute=value` arguments. An attribute that is named more than once has several values.
 *
 * @throws `invalid-input` that quotes the argument
 */
export function readAssignments(texts: readonly string[]): Assignments {
  const read: Record<string, string | readonly string[] | null> = {};
  for (const text of texts) {
    const [attribute, value] = splitOnce(text, '=');
    if (attribute === '' || value === undefined) {
      throw new AutoSyncError('invalid-input', `"${text}": write attribute=value.`);
    }
    const before = read[attribute];
    if (value === '') read[attribute] = null;
    else read[attribute] = before === undefined || before === null ? value : [before, value].flat();
  }
  return read;
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
