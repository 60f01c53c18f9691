import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveSecret } from './resolve-secret.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a secret is read from an environment variable, or a file without its last line break', async () => {
  expect(await resolveSecret({ env: 'TOKEN' }, { TOKEN: 'hunter2' })).toBe('hunter2');
  const file = join(folder, 'token');
  await writeFile(file, 'hunter2\n\r\n');
  expect(await resolveSecret({ file })).toBe('hunter2\n');
  await writeFile(file, 'changed');
  expect(await resolveSecret({ file })).toBe('changed');
});

it('one that is not there is named by its place', async () => {
  const code = 'secret-unavailable';
  await expect(resolveSecret({ env: 'TOKEN' }, {})).rejects.toMatchObject({
    code,
    message: 'The secret {env: TOKEN} is not set on this machine.',
  });
  await expect(resolveSecret({ env: 'TOKEN' }, { TOKEN: '' })).rejects.toThrow('is empty');
  await expect(resolveSecret({ file: join(folder, 'gone') })).rejects.toMatchObject({ code });
});
