import { writeFile } from 'node:fs/promises';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';

/**
 * Writes a new file.
 *
 * @param overwrite whether it may be there already
 * @throws {AutoSyncError} `invalid-input` when it is there, or cannot be written
 */
export async function writeNewFile(file: string, text: string, overwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    const reason = ensureError(error) as NodeJS.ErrnoException;
    throw new AutoSyncError(
      'invalid-input',
      reason.code === 'EEXIST'
        ? `${file} is there already. Name another file, or overwrite it with --force.`
        : `${file} cannot be written: ${reason.message}.`,
      { cause: error },
    );
  }
}
