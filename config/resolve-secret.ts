import { readFile } from 'node:fs/promises';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { describeSecret, type Secret } from './settings/secret.js';

/**
 * Reads a secret, now: it may be another one the next time. Whoever calls keeps it no longer than it is needed.
 *
 * @param env environment of this process
 * @returns the secret, never empty
 * @throws {AutoSyncError} `secret-unavailable`, which names the variable or the file, never what is in it
 */
export async function resolveSecret(kept: Secret, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const value = 'env' in kept ? env[kept.env] : await readSecretFile(kept);
  if (value) return value;
  throw new AutoSyncError(
    'secret-unavailable',
    `The secret ${describeSecret(kept)} is ${value === undefined ? 'not set' : 'empty'} on this machine.`,
  );
}

async function readSecretFile(kept: { readonly file: string }): Promise<string> {
  try {
    const text = await readFile(kept.file, 'utf8');
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    const { message } = ensureError(error);
    throw new AutoSyncError(
      'secret-unavailable',
      `The secret ${describeSecret(kept)} cannot be read: ${message}.`,
      { cause: error },
    );
  }
}
