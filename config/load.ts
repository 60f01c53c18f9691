import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { mergeFiles } from './merge-files.js';
import { readYaml } from './read-yaml.js';
import { configurationSchema, type Configuration } from './schema.js';
import { isAboutSecret } from './settings/secret.js';

/** A configuration, and what it was read from. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** The text of the file; of a folder, one text that says what all its files say. */
  readonly text: string;
}

/**
 * Reads the configuration.
 *
 * @param path of a YAML file, or of a folder of them: see {@link mergeFiles}
 * @throws {AutoSyncError} `unreadable-file`, or `invalid-configuration` when it is no YAML or breaks the schema; the
 *   message names the file, each setting and what is wrong with it
 */
export async function loadConfiguration(path: string): Promise<Configuration> {
  return (await loadConfigurationAndText(path)).configuration;
}

/**
 * Reads the configuration, and tells its text too.
 *
 * @throws {AutoSyncError} as {@link loadConfiguration}
 */
export async function loadConfigurationAndText(path: string): Promise<LoadedConfiguration> {
  const text = await readText(path);
  return { configuration: parseConfiguration(text, path), text };
}

async function readText(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) return await readFile(path, 'utf8');
    const names = (await readdir(path)).filter((name) => /\.ya?ml$/i.test(name)).toSorted();
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(path, name);
        return { file, text: await readFile(file, 'utf8') };
      }),
    );
    return mergeFiles(path, files);
  } catch (error) {
    if (error instanceof AutoSyncError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AutoSyncError(
      'unreadable-file',
      isMissing
        ? `There is no file or folder ${path}.`
        : `${path} cannot be read: ${ensureError(error).message}.`,
      { cause: error },
    );
  }
}

/**
 * Reads a configuration from text.
 *
 * @param origin what to call the text in messages, for example its file
 * @throws {AutoSyncError} `invalid-configuration`, as {@link loadConfiguration}
 */
export function parseConfiguration(text: string, origin: string): Configuration {
  const settings = readYaml(text, origin);
  refuseUnreadable(settings, origin);
  const parsed = configurationSchema.safeParse(settings, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AutoSyncError(
    'invalid-configuration',
    `${origin}: ${parsed.error.issues.map(describeIssue).join('; ')}`,
  );
}

/** JavaScript gives this name a meaning of its own: the schema would drop what stands under it, in silence. */
const FORBIDDEN_NAME = '__proto__';

/** Of a lone surrogate, written as an escape: two such names would become one on their way. */
const HALF_A_CHARACTER =
  'holds half of a character: write the whole one, as it is or by an escape such as "\\U0001F600"';

function refuseUnreadable(
  settings: unknown,
  origin: string,
  path: readonly string[] = [],
  // Aliases may lead back to what is around them.
  seen: Set<object> = new Set(),
): void {
  // It may be a secret that stands where none may: the value is not shown.
  if (typeof settings === 'string' && !settings.isWellFormed()) {
    throw new AutoSyncError('invalid-configuration', `${origin}: ${describePath(path)} ${HALF_A_CHARACTER}`);
  }
  if (typeof settings !== 'object' || settings === null || seen.has(settings)) return;
  seen.add(settings);
  for (const [name, value] of Object.entries(settings)) {
    if (name === FORBIDDEN_NAME) {
      throw new AutoSyncError(
        'invalid-configuration',
        `${origin}: ${describePath(path)} has the name "${FORBIDDEN_NAME}", which cannot be used: name the thing by its id`,
      );
    }
    if (!name.isWellFormed()) {
      throw new AutoSyncError(
        'invalid-configuration',
        `${origin}: ${describePath(path)} has the name ${describeText(name)}, which ${HALF_A_CHARACTER}`,
      );
    }
    refuseUnreadable(value, origin, [...path, name], seen);
  }
}

/** How much of a name or a value a message shows. */
const SHOWN = 200;

/** On one line, in quotes, and cut where it is too long to be read. */
function describeText(text: string): string {
  return text.length <= SHOWN ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, SHOWN))}…`;
}

/** Names one after the other; in quotes, if what they hold does not let them be told apart, or seen. */
function describePath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path
    .map(String)
    .map((name) => (NEEDS_NO_QUOTES.test(name) ? name : describeText(name)))
    .join('.');
}

const NEEDS_NO_QUOTES = /^[\p{L}\p{M}\p{N}=,_@()/ -]{1,200}$/u;

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = describePath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return `${path} has no setting ${issue.keys.map(describeText).join(', ')}: mend the name or remove it`;
  }
  if (issue.code === 'invalid_key') {
    return `${path}: ${issue.issues.map(({ message }) => message).join(', ')}`;
  }
  return `${path}${describeValue(issue)}: ${issue.message}`;
}

function describeValue({ path, input, message }: z.core.$ZodIssue): string {
  if (isAboutSecret(message) || (typeof input === 'string' && holdsPassword(input))) return '';
  const isShort = ['string', 'number', 'boolean'].includes(typeof input);
  return isShort && path.length > 0
    ? ` is ${typeof input === 'string' ? describeText(input) : JSON.stringify(input)}`
    : '';
}

/** An address with a user, and a password perhaps, wherever it has come to stand. */
function holdsPassword(text: string): boolean {
  return /:\/\/[^/]*@/.test(text);
}

/** The configuration's JSON Schema, for editors. */
export function configurationJsonSchema(): object {
  return z.toJSONSchema(configurationSchema, { io: 'input' });
}
