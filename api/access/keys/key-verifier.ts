import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Caller } from '../../../domain/access/caller.js';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import type { TokenVerifier } from '../token-verifier.js';
import { isSecretOf, parseApiKey } from './api-key.js';
import { readKeyFile, type KeyRecord } from './key-file.js';
import { stateOf } from './manage-keys.js';

/**
 * How long after its last use a key that was right is taken for right without hashing it again. Whether it was revoked
 * meanwhile is looked at all the same.
 */
const REMEMBERED_MS = 600_000;

/** The keys of a state of the file, and the tokens that were right under it. */
interface Loaded {
  /** What the file system says of it: another one means that the file has changed. */
  readonly stamp: string;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  /** By the digest of the token: until when it need not be hashed again, and the id of its key. */
  readonly right: Map<string, { readonly until: number; readonly id: string }>;
  /** Hashes that go on, by the digest of the token: many requests with one key cost one hash. */
  readonly hashing: Map<string, Promise<KeyRecord>>;
}

/**
 * Checks API keys against a file. Whether the file has changed is looked at each time, so that a key that was made
 * is good at once, and one that was revoked is not any more.
 *
 * @param now milliseconds since 1970
 */
export function keyVerifier(file: string, now: () => number = Date.now): TokenVerifier {
  let loading: Promise<Loaded> | undefined;

  async function current(): Promise<Loaded> {
    const stamp = await stampOf(file);
    const before = await loading?.catch(() => undefined);
    if (before?.stamp === stamp) return before;
    loading = load(file, stamp, before);
    return loading;
  }

  return {
    async known(token) {
      const key = parseApiKey(token);
      if (!key) return undefined;
      const { keys, right } = await current();
      const digest = digestOf(token);
      const found = right.get(digest);
      const record = found && keys.get(found.id);
      if (!record || found.until <= now() || stateOf(record, now()) !== 'active') return undefined;
      right.set(digest, { ...found, until: now() + REMEMBERED_MS });
      return callerOf(record);
    },

    async verify(token) {
      const key = parseApiKey(token);
      if (!key) return undefined;
      const { keys, right, hashing } = await current();
      const digest = digestOf(token);
      const going = hashing.get(digest) ?? rightKey(keys.get(key.id), key);
      hashing.set(digest, going);
      try {
        const record = await going;
        const state = stateOf(record, now());
        if (state !== 'active') {
          const since = state === 'revoked' ? record.revokedAt : record.expiresAt;
          throw new AutoSyncError(
            'unauthenticated',
            `The API key "${record.name}" (${record.id}) is ${state} since ${since}.`,
          );
        }
        for (const [other, { until }] of right) if (until <= now()) right.delete(other);
        right.set(digest, { until: now() + REMEMBERED_MS, id: record.id });
        return callerOf(record);
      } finally {
        hashing.delete(digest);
      }
    },
  };
}

/** Whether a key is not there or has another secret, only its holder could tell: so neither is told. */
async function rightKey(
  record: KeyRecord | undefined,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<KeyRecord> {
  if (record && (await isSecretOf(secret, record))) return record;
  throw new AutoSyncError('unauthenticated', `The API key ${id} is not one of this installation.`);
}

/**
 * @param before what the file said until now: whoever had a right key then need not prove it again if nothing of that
 *   key has changed. Otherwise a change of the file, at a time when somebody guesses, would shut everybody else out.
 */
async function load(file: string, stamp: string, before: Loaded | undefined): Promise<Loaded> {
  try {
    const records = await readKeyFile(file);
    const keys = new Map(records.map((record) => [record.id, record]));
    const right = [...(before?.right ?? [])].filter(
      ([, { id }]) => keys.get(id)?.hash === before?.keys.get(id)?.hash,
    );
    return { stamp, keys, right: new Map(right), hashing: new Map() };
  } catch (error) {
    throw new AutoSyncError('authentication-unavailable', ensureError(error).message, { cause: error });
  }
}

async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    // Whatever is wrong is told by the one who reads it.
    return ensureError(error).message;
  }
}

function callerOf({ name, role }: KeyRecord): Caller {
  return { name, role, by: 'api-key' };
}

/** The token itself is kept nowhere. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
