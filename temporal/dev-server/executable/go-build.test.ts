import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildWithGo } from './go-build.js';

let folder: string;
let work: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-go-'));
  work = join(folder, 'work');
  await mkdir(work);
});

afterEach(() => rm(folder, { recursive: true }));

/** A `go` that does what the script says; it knows the environment that it was started with. */
async function fakeGo(script: string): Promise<string> {
  const go = join(folder, 'go');
  await writeFile(go, `#!/bin/sh\n${script}\n`);
  await chmod(go, 0o755);
  return go;
}

// The fake is a shell script.
describe.skipIf(process.platform === 'win32')('a build with Go', () => {
  test('keeps all of its caches in the work folder', async () => {
    const go = await fakeGo(
      'mkdir -p "$GOBIN"; echo "$GOPATH $GOCACHE $GOMODCACHE $GOTMPDIR" > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"; echo "$@" >&2',
    );
    const said: string[] = [];
    const built = await buildWithGo(go, work, { say: (message) => said.push(message) });
    const caches = (await readFile(built, 'utf8')).trim().split(' ');
    expect(caches.map((cache) => dirname(cache))).toEqual([work, work, work, work]);
    expect(said.at(-1)).toContain('1 packages compiled');
  });

  test('that fails says what Go said last', async () => {
    const go = await fakeGo('echo "go: no space left on device" >&2; exit 1');
    await expect(buildWithGo(go, work, { say: () => undefined })).rejects.toThrow(
      'go: no space left on device',
    );
  });

  test('that is given up leaves no work folder behind', async () => {
    const go = await fakeGo(`echo started >&2; touch "${join(folder, 'started')}"; sleep 600`);
    const giveUp = new AbortController();
    const build = buildWithGo(go, work, { say: () => undefined, signal: giveUp.signal });
    await expect.poll(() => existsSync(join(folder, 'started'))).toBe(true);
    giveUp.abort(new Error('given up'));
    await expect(build).rejects.toThrow('given up');
    expect(existsSync(work)).toBe(false);
  });
});
