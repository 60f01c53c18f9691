import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyVerifier } from '../../../api/access/keys/key-verifier.js';
import { localUser } from '../../../process/local-user.js';
import { runAutosync } from '../run-autosync.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-keys-'));
  file = join(folder, 'config', 'keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keys(...args: readonly string[]) {
  return keysWith({ AUTOSYNC_KEYS: file, AUTOSYNC_AUDIT: join(folder, 'audit.log') }, ...args);
}

async function keysWith(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runAutosync(['keys', ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env,
  });
  return { code, out, err };
}

describe('autosync keys', () => {
  test('the files are those of the data folder, where nothing else is said', async () => {
    await keysWith({}, 'create', 'console', '--role', 'viewer', '--data', folder);
    expect((await keysWith({}, 'list', '--data', folder)).out).toContain('console');
    expect(await readFile(join(folder, 'audit', 'audit.log'), 'utf8')).toContain('autosync keys create');
    expect((await keysWith({ AUTOSYNC_KEYS: file }, 'list', '--data', folder)).out).not.toContain('console');
  });

  test('create prints the key alone, once; the file knows it and does not hold it', async () => {
    const { code, out, err } = await keys('create', 'console', '--role', 'operator', '--expires', '90d');
    expect(code).toBe(0);
    const token = out.trimEnd();
    expect(token).toMatch(/^autosync_[0-9a-f]{12}_[\w-]{43}$/);
    expect(err).toContain('Key "console"');
    expect(err).not.toContain(token);
    expect(await keyVerifier(file).verify(token)).toEqual({
      name: 'console',
      role: 'operator',
      by: 'api-key',
    });
    const kept = await readFile(file, 'utf8');
    expect(kept).not.toContain(token.slice(-43));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const listed = JSON.parse((await keys('list', '--json')).out) as { readonly keys: readonly unknown[] };
    expect(listed.keys).toEqual([
      {
        id: token.slice(9, 21),
        name: 'console',
        role: 'operator',
        state: 'active',
        createdAt: expect.any(String),
        createdBy: localUser(),
        expiresAt: expect.any(String),
      },
    ]);
  });

  test.each(['name', 'id'])('revoke by %s ends it, and is told in the list', async (by) => {
    const { id, key } = JSON.parse((await keys('create', 'console', '--role', 'viewer', '--json')).out) as {
      readonly id: string;
      readonly key: string;
    };
    const verifier = keyVerifier(file);
    await verifier.verify(key);
    expect(await keys('revoke', by === 'id' ? id : 'console')).toMatchObject({ code: 0, out: '' });
    expect(await verifier.known(key)).toBeUndefined();
    await expect(verifier.verify(key)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await keys('list')).out).toContain(`revoked`);
    expect(await keys('revoke', id)).toMatchObject({ code: 2, err: expect.stringContaining('has no key') });
  });

  test('a name can be used again once its key is revoked, not before', async () => {
    await keys('create', 'console', '--role', 'viewer');
    expect(await keys('create', 'console', '--role', 'admin')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('There is a key "console" already'),
    });
    await keys('revoke', 'console');
    expect(await keys('create', 'console', '--role', 'admin')).toMatchObject({ code: 0 });
  });

  test('several at once are all kept', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const made = await Promise.all(names.map((name) => keys('create', name, '--role', 'viewer')));
    expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    const { keys: kept } = JSON.parse((await keys('list', '--json')).out) as {
      readonly keys: readonly { readonly name: string }[];
    };
    expect(kept.map(({ name }) => name).toSorted()).toEqual(names);
  });

  test.each([
    [['create', 'x'], /--role/],
    [['create', 'x', '--role', 'root'], /viewer, operator, admin/],
    [['create', ' ', '--role', 'viewer'], /1 to 100 characters/],
    [['create', 'a\nb', '--role', 'viewer'], /on one line/],
    [['create', 'a\u202Eb', '--role', 'viewer'], /on one line/],
    [['create', 'x', '--role', 'viewer', '--expires', 'soon'], /Write a duration/],
    [['create', 'x', '--role', 'viewer', '--expires', '90'], /Write a duration/],
    [['create', 'x', '--role', 'viewer', '--expires', '0d'], /Write a duration/],
    [['create', 'x', '--role', 'viewer', '--expires', '200y'], /Write a duration/],
  ])('%j is refused', async (args, message) => {
    expect(await keys(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
  });

  test('a file that is none of ours stays as it is', async () => {
    file = join(folder, 'other.json');
    await writeFile(file, '{"mine": true}', { mode: 0o600 });
    expect(await keys('create', 'x', '--role', 'viewer')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not as AutoSync writes it'),
    });
    expect(await readFile(file, 'utf8')).toBe('{"mine": true}');
  });

  test('what is made and revoked is in the audit log, without any secret', async () => {
    const { out } = await keys('create', 'console', '--role', 'admin');
    await keys('revoke', 'console');
    await keys('revoke', 'nobody');
    const log = await readFile(join(folder, 'audit.log'), 'utf8');
    const records = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(records).toMatchObject([
      {
        event: 'change-asked',
        route: 'autosync keys create',
        path: { name: 'console', role: 'admin' },
        who: localUser(),
      },
      { event: 'change-done', route: 'autosync keys create' },
      { event: 'change-asked', route: 'autosync keys revoke', path: { key: 'console' } },
      { event: 'change-done', route: 'autosync keys revoke' },
      { event: 'change-asked', path: { key: 'nobody' } },
      { event: 'change-failed', code: 'unknown-key' },
    ]);
    expect(log).not.toContain(out.trimEnd().slice(-43));
  });

  test('no key is made that is not recorded', async () => {
    await mkdir(join(folder, 'audit.log'));
    expect(await keys('create', 'console', '--role', 'admin')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('The audit log'),
    });
    expect((await keys('list')).out).toContain('holds no keys');
  });

  test('without a file there are none', async () => {
    expect(await keys('list')).toEqual({ code: 0, out: `${file} holds no keys.\n`, err: '' });
  });
});
