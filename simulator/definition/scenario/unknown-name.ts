import { AutoSyncError } from '../../../domain/errors.js';

/**
 * The error for a name that a scenario uses and does not define.
 *
 * @param file names the scenario
 * @param path where the name stands in it
 * @param what the name and what it should be the name of
 * @param known the names that it could have meant
 */
export function unknownName(
  file: string,
  path: string,
  what: string,
  known: readonly string[],
): AutoSyncError {
  return new AutoSyncError(
    'invalid-configuration',
    `${file}: ${path}: there is no ${what}. Use one of: ${known.join(', ')}.`,
  );
}
