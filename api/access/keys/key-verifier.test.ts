import { appendFile, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseApiKey, writeApiKey } from './api-key.js';
import { readKeyFile } from './key-file.js';
import { keyVerifier } from './key-verifier.js';
import { createKey, revokeKey } from './manage-keys.js';

const START = Date.parse('2001-01-01T10:00:00.000Z');
const MINUTE = 60_000;

let folder: string;
let file: string;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-keys-'));
  file = join(folder, 'keys.json');
  now = START;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function make(name: string, lastsMs?: number): Promise<string> {
  const { token } = await createKey(
    file,
    { name, role: 'operator', by: 'jane', ...(lastsMs !== undefined && { lastsMs }) },
    now,
  );
  return token;
}

/** The key with another secret. */
function forged(token: string): string {
  const key = parseApiKey(token);
  const secret = (key?.secret ?? '').split('').toReversed().join('');
  return writeApiKey({ id: key?.id ?? '', secret });
}

const verifier = () => keyVerifier(file, () => now);
const UNAUTHENTICATED = { name: 'AutoSyncError', code: 'unauthenticated' };

describe('an API key', () => {
  test('is known by its secret, and by nothing else', async () => {
    const keys = verifier();
    const token = await make('console');
    expect(await keys.verify(token)).toEqual({ name: 'console', role: 'operator', by: 'api-key' });
    await expect(keys.verify(forged(token))).rejects.toMatchObject(UNAUTHENTICATED);
    await expect(keys.verify(`autosync_000000000000_${token.slice(-43)}`)).rejects.toMatchObject(
      UNAUTHENTICATED,
    );
    for (const other of ['', 'autosync_', token.slice(0, -1), `${token}x`, token.toUpperCase(), 'a.b.c']) {
      expect(await keys.verify(other)).toBeUndefined();
      expect(await keys.known(other)).toBeUndefined();
    }
  });

  test('is remembered while it is used, and forgotten ten minutes after', async () => {
    const keys = verifier();
    const token = await make('console');
    expect(await keys.known(token)).toBeUndefined();
    await keys.verify(token);
    for (let use = 0; use < 3; use += 1) {
      now += 9 * MINUTE;
      expect(await keys.known(token)).toMatchObject({ name: 'console' });
      expect(await keys.known(forged(token))).toBeUndefined();
    }
    now += 10 * MINUTE;
    expect(await keys.known(token)).toBeUndefined();
    expect(await keys.verify(token)).toMatchObject({ name: 'console' });
  });

  test('made while the API runs is good at once; revoked, it is not any more, and the others stay known', async () => {
    const keys = verifier();
    const [first, second] = [await make('first'), await make('second')];
    await keys.verify(first);
    await keys.verify(second);
    await revokeKey(file, 'first', 'jane', now);
    expect(await keys.known(first)).toBeUndefined();
    await expect(keys.verify(first)).rejects.toMatchObject({
      ...UNAUTHENTICATED,
      message: expect.stringContaining('"first"'),
    });
    await expect(keys.verify(forged(first))).rejects.toMatchObject({
      message: expect.not.stringContaining('"first"'),
    });
    expect(await keys.known(second)).toMatchObject({ name: 'second' });
  });

  test('ends when it expires, also one that is remembered', async () => {
    const keys = verifier();
    const token = await make('brief', MINUTE);
    await keys.verify(token);
    now += MINUTE - 1;
    expect(await keys.known(token)).toMatchObject({ name: 'brief' });
    now += 1;
    expect(await keys.known(token)).toBeUndefined();
    await expect(keys.verify(token)).rejects.toMatchObject({
      ...UNAUTHENTICATED,
      message: expect.stringContaining('expired since 2001-01-01T10:01:00.000Z'),
    });
  });

  test('sent by many at once is checked once for all of them', async () => {
    const keys = verifier();
    const token = await make('console');
    const began = process.cpuUsage();
    const callers = await Promise.all(Array.from({ length: 200 }, () => keys.verify(token)));
    const { user, system } = process.cpuUsage(began);
    expect(new Set(callers.map((caller) => caller?.name))).toEqual(new Set(['console']));
    // 200 hashes take seconds on any machine.
    expect(user + system).toBeLessThan(2_000_000);
  });
});

describe('a file of keys that cannot be trusted lets nobody in, and is said to be the reason', () => {
  test.each([
    ['cut off', (path: string) => writeFile(path, '{"version": 1, "keys": [')],
    ['added to', (path: string) => appendFile(path, 'x')],
    ['of a later version', (path: string) => writeFile(path, '{"version": 2, "keys": []}')],
    ['writable by others', (path: string) => chmod(path, 0o666)],
  ])('%s', async (_what, spoil) => {
    const keys = verifier();
    const token = await make('console');
    await keys.verify(token);
    await spoil(file);
    const unavailable = { code: 'authentication-unavailable', message: expect.stringContaining(file) };
    await expect(keys.known(token)).rejects.toMatchObject(unavailable);
    await expect(keys.verify(token)).rejects.toMatchObject(unavailable);
    await expect(readKeyFile(file)).rejects.toMatchObject({ code: 'invalid-configuration' });
  });

  test('gone, nobody has a key', async () => {
    const keys = verifier();
    const token = await make('console');
    await keys.verify(token);
    await rm(file);
    expect(await keys.known(token)).toBeUndefined();
    await expect(keys.verify(token)).rejects.toMatchObject(UNAUTHENTICATED);
  });
});
