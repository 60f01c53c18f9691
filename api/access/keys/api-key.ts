import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** An API key as its holder has it: `autosync_<id>_<secret>`. The beginning lets scanners find one that leaked. */
export interface ApiKey {
  /** Names the key, and is no secret: 12 hexadecimal digits. */
  readonly id: string;
  /** 256 random bits, base64url. */
  readonly secret: string;
}

/** What is kept of a secret: enough to recognize it, and nothing that gives it back. */
export interface SecretHash {
  /** base64. */
  readonly salt: string;
  /** scrypt of the secret: base64. */
  readonly hash: string;
  /** What the hash costs: kept with it, so that it can be raised for later keys. */
  readonly cost: { readonly N: number; readonly r: number; readonly p: number };
}

const FORM = /^autosync_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** 16 MiB and some 30 ms. A secret of 256 bits cannot be guessed; this is for the day on which the file is stolen. */
const COST = { N: 2 ** 14, r: 8, p: 1 };

/** A new key, of random id and secret. */
export function newApiKey(): ApiKey {
  return { id: randomBytes(6).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

/** A key as it is sent. */
export function writeApiKey({ id, secret }: ApiKey): string {
  return `autosync_${id}_${secret}`;
}

/** @returns `undefined` for a token that has not the form of a key */
export function parseApiKey(token: string): ApiKey | undefined {
  const [, id, secret] = FORM.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Hashes a secret with a salt of its own. */
export async function hashSecret(secret: string): Promise<SecretHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(secret, salt, HASH_BYTES, COST);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), cost: COST };
}

/** Whether a secret is the one that was hashed. Takes as long for a wrong one as for the right one. */
export async function isSecretOf(secret: string, { salt, hash, cost }: SecretHash): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(secret, Buffer.from(salt, 'base64'), expected.length, cost);
  return timingSafeEqual(actual, expected);
}
