import { Document, Pair, Scalar, YAMLMap } from 'yaml';
import { writeExactly } from './write-exactly.js';

/** A setting of a configuration file that is to be written. */
export interface Setting {
  readonly key: string;
  /** Settings within it, a list, or a plain value. */
  readonly value: string | number | boolean | null | readonly string[] | SettingGroup;
  /** Lines for the reader, above the setting. */
  readonly comment?: readonly string[];
  /** Whether an empty line is above it. */
  readonly spaced?: boolean;
}

/** Settings that stand together. */
export interface SettingGroup {
  readonly settings: readonly Setting[];
  /** Lines for the reader, below the settings. */
  readonly commentAfter?: readonly string[];
}

/**
 * Writes a configuration file with comments. Whatever a name or a comment holds, the file reads back as the same
 * settings.
 *
 * @param header lines for the reader, at the top
 */
export function writeCommentedYaml(header: readonly string[], settings: readonly Setting[]): string {
  const document = new Document();
  document.contents = mapOf({ settings });
  if (header.length > 0) document.commentBefore = commentOf(header);
  return writeExactly(document);
}

function mapOf({ settings, commentAfter }: SettingGroup): YAMLMap {
  const map = new YAMLMap();
  for (const { key, value, comment, spaced } of settings) {
    const name = new Scalar(key);
    if (comment !== undefined && comment.length > 0) name.commentBefore = commentOf(comment);
    // Before the first one it would be a line of spaces.
    if (spaced && map.items.length > 0) name.spaceBefore = true;
    map.items.push(new Pair(name, nodeOf(value)));
  }
  if (commentAfter !== undefined) map.comment = commentOf(commentAfter);
  map.flow = settings.length === 0;
  return map;
}

function nodeOf(value: Setting['value']): unknown {
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if ('settings' in value) return mapOf(value);
  const list = new Document().createNode([...value], { flow: true });
  return list;
}

function commentOf(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split(/\r\n|[\r\n]/))
    .map((line) => ` ${line.replaceAll(/\p{Cc}/gu, ' ')}`.trimEnd() || ' ')
    .join('\n');
}
