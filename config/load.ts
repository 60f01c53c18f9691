import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { configurationSchema, type Configuration } from './schema.js';
import { isAboutSecret } from './settings/secret.js';

/**
 * Reads the configuration file.
 *
 * @param file path of a YAML file
 * @throws {AutoSyncError} `invalid-configuration` when it cannot be read, is no YAML, or breaks the schema; the
 *   message names the file, each setting and what is wrong with it
 */
export async function loadConfiguration(file: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AutoSyncError(
      'invalid-configuration',
      `${file} cannot be read: ${ensureError(error).message}`,
      {
        cause: error,
      },
    );
  }
  return parseConfiguration(text, file);
}

/**
 * Reads a configuration from text.
 *
 * @param origin what to call the text in messages, for example its file
 * @throws {AutoSyncError} `invalid-configuration`, as {@link loadConfiguration}
 */
export function parseConfiguration(text: string, origin: string): Configuration {
  const settings = readYaml(text, origin);
  refuseForbiddenNames(settings, origin);
  const parsed = configurationSchema.safeParse(settings, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AutoSyncError(
    'invalid-configuration',
    `${origin}: ${parsed.error.issues.map(describeIssue).join('; ')}`,
  );
}

function readYaml(text: string, origin: string): unknown {
  const document = parseDocument(text);
  try {
    const syntaxError = document.errors[0];
    if (syntaxError) throw syntaxError;
    // Only here it shows whether each alias has its anchor.
    return document.toJS();
  } catch (error) {
    throw new AutoSyncError(
      'invalid-configuration',
      `${origin} is no valid YAML: ${ensureError(error).message}`,
      { cause: error },
    );
  }
}

/** JavaScript gives this name a meaning of its own: the schema would drop what stands under it, in silence. */
const FORBIDDEN_NAME = '__proto__';

function refuseForbiddenNames(
  settings: unknown,
  origin: string,
  path: readonly string[] = [],
  // Aliases may lead back to what is around them.
  seen: Set<object> = new Set(),
): void {
  if (typeof settings !== 'object' || settings === null || seen.has(settings)) return;
  seen.add(settings);
  for (const [name, value] of Object.entries(settings)) {
    if (name === FORBIDDEN_NAME) {
      throw new AutoSyncError(
        'invalid-configuration',
        `${origin}: ${path.join('.') || 'the file'} has the name "${FORBIDDEN_NAME}", which cannot be used: name the thing by its id`,
      );
    }
    refuseForbiddenNames(value, origin, [...path, name], seen);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.length === 0 ? 'the file' : issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path} has no setting ${issue.keys.map((key) => `"${key}"`).join(', ')}: mend the name or remove it`;
  }
  if (issue.code === 'invalid_key') {
    return `${path}: ${issue.issues.map(({ message }) => message).join(', ')}`;
  }
  return `${path}${describeValue(issue)}: ${issue.message}`;
}

function describeValue({ path, input, message }: z.core.$ZodIssue): string {
  if (isAboutSecret(message) || (typeof input === 'string' && holdsPassword(input))) return '';
  const isShort = ['string', 'number', 'boolean'].includes(typeof input);
  return isShort && path.length > 0 ? ` is ${JSON.stringify(input)}` : '';
}

/** An address with a user, and a password perhaps, wherever it has come to stand. */
function holdsPassword(text: string): boolean {
  return /:\/\/[^/]*@/.test(text);
}

/** The configuration's JSON Schema, for editors. */
export function configurationJsonSchema(): object {
  return z.toJSONSchema(configurationSchema, { io: 'input' });
}
