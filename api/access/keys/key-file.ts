import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import lockfile from 'proper-lockfile';
import { z } from 'zod';
import { ROLES } from '../../../domain/access/role.js';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const keySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string().min(1).max(100),
  role: z.enum(ROLES),
  salt: base64,
  // A hash of no length would be the hash of every secret.
  hash: base64.min(43),
  cost: z.strictObject({
    // What scrypt takes without being asked for more memory.
    N: z
      .int()
      .min(2)
      .max(2 ** 14),
    r: z.int().min(1).max(8),
    p: z.int().min(1).max(16),
  }),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
  revokedBy: z.string().optional(),
});

const fileSchema = z.strictObject({ version: z.literal(1), keys: z.array(keySchema) });

/** An API key as the file keeps it: never its secret. A revoked one is kept, so that its name in a log means something. */
export type KeyRecord = z.output<typeof keySchema>;

/** Where the keys are if AUTOSYNC_KEYS does not say: in the data folder of `npm start`. */
export const DEFAULT_KEY_FILE = '.autosync/api-keys.json';

/** Nobody but its owner may read or write the file. Windows has no such mode: there the folder decides. */
const MODE = 0o600;
const OTHERS_MAY_WRITE = 0o022;

/**
 * The keys of a file; none if it is not there.
 *
 * @throws {AutoSyncError} `invalid-configuration` for a file that cannot be read, is none of ours, or that others may write
 */
export async function readKeyFile(file: string): Promise<readonly KeyRecord[]> {
  let text: string;
  try {
    const handle = await open(file, 'r');
    try {
      const { mode } = await handle.stat();
      if (process.platform !== 'win32' && (mode & OTHERS_MAY_WRITE) !== 0) {
        throw unusable(file, 'others than its owner may write to it. Take that from them: chmod 600');
      }
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof AutoSyncError) throw error;
    const { code, message } = ensureError(error) as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw unusable(file, `it cannot be read: ${message}`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw unusable(file, 'it is no valid JSON');
  }
  const parsed = fileSchema.safeParse(document);
  if (parsed.success) return parsed.data.keys;
  const [issue] = parsed.error.issues;
  throw unusable(file, `${issue?.path.join('.') || 'it'} is not as AutoSync writes it: ${issue?.message}`);
}

/**
 * Changes the keys of a file: one at a time, and whole. Who reads meanwhile sees the keys before or after.
 *
 * @param change the keys as they are to be; what it throws changes nothing
 * @throws {AutoSyncError} `invalid-configuration` as {@link readKeyFile}, and for a file that cannot be written
 */
export async function changeKeyFile(
  file: string,
  change: (keys: readonly KeyRecord[]) => readonly KeyRecord[],
): Promise<void> {
  const path = resolve(file);
  await writing(file, () => mkdir(dirname(path), { recursive: true }));
  const release = await writing(file, () =>
    // The file itself need not be there yet.
    lockfile.lock(path, { realpath: false, retries: { retries: 20, minTimeout: 50, maxTimeout: 500 } }),
  );
  try {
    const keys = change(await readKeyFile(path));
    await writing(file, () => replaceFile(path, `${JSON.stringify({ version: 1, keys }, undefined, 2)}\n`));
  } finally {
    await release();
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(next, 'wx', MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The mode of a new file is less than asked for where the umask takes something from it; never more.
    await chmod(next, MODE);
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

async function writing<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unusable(file, `it cannot be written: ${ensureError(error).message}`);
  }
}

function unusable(file: string, why: string): AutoSyncError {
  return new AutoSyncError('invalid-configuration', `The file of the API keys, ${file}: ${why}.`);
}
