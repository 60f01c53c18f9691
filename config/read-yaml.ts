import { parseDocument } from 'yaml';
import { AutoSyncError, ensureError } from '../domain/errors.js';

/**
 * Reads YAML.
 *
 * @param origin what to call the text in messages, for example its file
 * @throws {AutoSyncError} `invalid-configuration` when it is none
 */
export function readYaml(text: string, origin: string): unknown {
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
