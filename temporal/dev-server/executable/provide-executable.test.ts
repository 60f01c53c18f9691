import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cachedExecutable } from './executable-cache.js';
import { provideExecutable, type ProvideExecutableOptions } from './provide-executable.js';

type Ways = NonNullable<ProvideExecutableOptions['ways']>;

let folder: string;
let bin: string;
let cacheFolder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-provide-'));
  bin = join(folder, 'bin');
  cacheFolder = join(folder, 'cache');
  await mkdir(bin);
  await mkdir(cacheFolder);
});

afterEach(() => rm(folder, { recursive: true }));

async function executable(path: string, script: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const OUR_OPTIONS = 'echo "--sqlite-pragma --dynamic-config-value"';

function failing(why: string): () => Promise<never> {
  return () => Promise.reject(new Error(why));
}

function provide(ways: Partial<Ways> = {}, env: Record<string, string> = {}): Promise<string> {
  return provideExecutable({
    env: { PATH: bin, ...env },
    cacheFolder,
    progressOutput: { write: () => true },
    ways: { download: failing('unexpected download'), build: failing('unexpected build'), ...ways },
  });
}

// The fakes are shell scripts.
describe.skipIf(process.platform === 'win32')('a Temporal CLI', () => {
  test('is what TEMPORAL_CLI names, by path or by name', async () => {
    const mine = await executable(join(bin, 'my-temporal'), OUR_OPTIONS);
    expect(await provide({}, { TEMPORAL_CLI: mine })).toBe(mine);
    expect(await provide({}, { TEMPORAL_CLI: 'my-temporal' })).toBe(mine);
  });

  test('is found on PATH, unless it is too old to have our options', async () => {
    const found = await executable(join(bin, 'temporal'), OUR_OPTIONS);
    const cached = await executable(cachedExecutable(cacheFolder), '');
    expect(await provide()).toBe(found);
    await executable(found, 'echo "--db-filename"');
    expect(await provide()).toBe(cached);
  });

  test('is downloaded where there is none', async () => {
    const download = vi.fn<Ways['download']>((work) => executable(join(work, 'downloaded'), ''));
    expect(await provide({ download })).toBe(cachedExecutable(cacheFolder));
    expect(await provide({ download })).toBe(cachedExecutable(cacheFolder));
    expect(download).toHaveBeenCalledOnce();
  });

  test('is built with Go when the download fails', async () => {
    const go = await executable(join(bin, 'go'), '');
    const build = vi.fn<Ways['build']>((_go, work) => executable(join(work, 'built'), ''));
    expect(await provide({ download: failing('no network'), build })).toBe(cachedExecutable(cacheFolder));
    expect(build).toHaveBeenCalledWith(go, expect.any(String), expect.anything());
  });

  test('that is nowhere to be had is an error with everything that was tried', async () => {
    await executable(join(bin, 'go'), '');
    await expect(provide({ download: failing('no network'), build: failing('disk full') })).rejects.toThrow(
      expect.objectContaining({
        code: 'temporal-not-found',
        message: expect.stringMatching(/no network[\s\S]*disk full/) as string,
      }),
    );
  });
});
