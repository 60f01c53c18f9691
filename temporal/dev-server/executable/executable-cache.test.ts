import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedExecutable, obtainOnce } from './executable-cache.js';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'autosync-cache-'));
});

afterEach(async () => {
  await rm(cache, { recursive: true });
  await rm(`${cache}.lock`, { recursive: true, force: true });
});

/** Leaves an executable with this content in the work folder. */
function obtaining(content: string): (folder: string) => Promise<string> {
  return async (folder) => {
    const file = join(folder, 'made');
    await writeFile(file, content);
    return file;
  };
}

test('what was obtained is in the cache, and nothing else', async () => {
  const path = await obtainOnce(cache, obtaining('cli'), { say: () => undefined });
  expect(path).toBe(cachedExecutable(cache));
  expect(await readFile(path, 'utf8')).toBe('cli');
  expect(await readdir(cache)).toEqual(['temporal']);
});

test('of two at once, one obtains and the other waits and takes the same', async () => {
  let obtained = 0;
  const gate = new EventEmitter();
  const said: string[] = [];
  const obtain = async (folder: string): Promise<string> => {
    obtained += 1;
    await once(gate, 'open');
    return await obtaining('cli')(folder);
  };
  const first = obtainOnce(cache, obtain, { say: () => undefined });
  await expect.poll(() => obtained).toBe(1);
  const second = obtainOnce(cache, obtain, { say: (message) => said.push(message) });
  await expect.poll(() => said).toContain('Another process is getting the Temporal CLI: waiting for it');
  gate.emit('open');
  expect(await second).toBe(await first);
  expect(obtained).toBe(1);
});

test('an attempt that fails leaves nothing behind, nor does one that was killed', async () => {
  await mkdir(join(cache, 'work-of-a-process-that-was-killed'));
  const failing = obtainOnce(
    cache,
    async (folder) => {
      await writeFile(join(folder, 'half'), 'x');
      throw new Error('no network');
    },
    { say: () => undefined },
  );
  await expect(failing).rejects.toThrow('no network');
  expect(await readdir(cache)).toEqual([]);
});
