import { AutoSyncError } from '../../../domain/errors.js';
import type { Role } from '../../../domain/access/role.js';
import { hashSecret, newApiKey, writeApiKey } from './api-key.js';
import { changeKeyFile, type KeyRecord } from './key-file.js';

/** How a key stands. */
export type KeyState = 'active' | 'expired' | 'revoked';

/** @param now milliseconds since 1970 */
export function stateOf({ revokedAt, expiresAt }: KeyRecord, now: number): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}

/** A key that is to be made. */
export interface NewKey {
  readonly name: string;
  readonly role: Role;
  /** How long it is good for, in milliseconds; absent = until it is revoked. */
  readonly lastsMs?: number;
  /** Who makes it. */
  readonly by: string;
}

/**
 * Makes a key and keeps it.
 *
 * @param now milliseconds since 1970
 * @returns the record, and the key as its holder sends it: nobody can tell it again
 * @throws {AutoSyncError} `invalid-input` for a name that another key has which is not revoked; as {@link changeKeyFile}
 */
export async function createKey(
  file: string,
  { name, role, lastsMs, by }: NewKey,
  now: number,
): Promise<{ readonly record: KeyRecord; readonly token: string }> {
  const key = newApiKey();
  const record: KeyRecord = {
    id: key.id,
    name,
    role,
    ...(await hashSecret(key.secret)),
    createdAt: new Date(now).toISOString(),
    createdBy: by,
    ...(lastsMs !== undefined && { expiresAt: new Date(now + lastsMs).toISOString() }),
  };
  await changeKeyFile(file, (keys) => {
    const other = keys.find((known) => known.name === name && known.revokedAt === undefined);
    if (other) {
      throw new AutoSyncError(
        'invalid-input',
        `There is a key "${name}" already (${other.id}). Revoke it first, or choose another name.`,
      );
    }
    return [...keys, record];
  });
  return { record, token: writeApiKey(key) };
}

/**
 * Revokes a key, by its name or id: a running API refuses it from its next request on.
 *
 * @param now milliseconds since 1970
 * @throws {AutoSyncError} `unknown-key`; as {@link changeKeyFile}
 */
export async function revokeKey(file: string, nameOrId: string, by: string, now: number): Promise<KeyRecord> {
  let revoked: KeyRecord | undefined;
  await changeKeyFile(file, (keys) => {
    const open = keys.filter(({ revokedAt }) => revokedAt === undefined);
    // A name may look like an id: the id goes first, as it is what nobody can choose.
    const found = open.find(({ id }) => id === nameOrId) ?? open.find(({ name }) => name === nameOrId);
    if (!found) {
      const names = open.map(({ name, id }) => `${name} (${id})`).join(', ');
      throw new AutoSyncError(
        'unknown-key',
        `${file} has no key "${nameOrId}" that could be revoked; it has ${names || 'none'}.`,
      );
    }
    const record = { ...found, revokedAt: new Date(now).toISOString(), revokedBy: by };
    revoked = record;
    return keys.map((key) => (key === found ? record : key));
  });
  if (!revoked) throw new AutoSyncError('internal', `The key "${nameOrId}" was neither found nor missed.`);
  return revoked;
}
