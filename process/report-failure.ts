import { AutoSyncError, ensureError } from '../domain/errors.js';

/**
 * Ends the process with exit code 1 after telling the user on standard error what is wrong and what to do about it.
 * A stack trace is shown only for a defect of this program.
 */
export function endWithError(thrown: unknown): never {
  const error = ensureError(thrown);
  const text =
    error instanceof AutoSyncError
      ? `${error.message}\n${error.operatorAction}`
      : (error.stack ?? error.message);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
