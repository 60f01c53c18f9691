import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isExecutable, TEMPORAL_CLI_VERSION } from './executable-cache.js';
import { startGuarded } from '../guard/guarded-process.js';
import type { Progress } from './progress.js';

/**
 * Builds the Temporal CLI with Go: 2.5 minutes on two cores, once. Go's caches are a part of the work folder,
 * because they take 3 GB that nobody needs again.
 *
 * @param go path of the `go` command
 * @param workFolder an empty folder; removed when the build is interrupted, even by `kill -9` of this process
 * @returns the path of the executable in that folder
 * @throws Error with Go's last words
 */
export async function buildWithGo(
  go: string,
  workFolder: string,
  { say, signal }: { readonly say: Progress; readonly signal?: AbortSignal },
): Promise<string> {
  const bin = join(workFolder, 'bin');
  const temporary = join(workFolder, 'tmp');
  await mkdir(temporary);
  const what = `Building the Temporal CLI ${TEMPORAL_CLI_VERSION} with Go, once: some minutes`;
  say(what);

  let packages = 0;
  const build = startGuarded({
    command: go,
    args: [
      'install',
      // Names each package as it is compiled.
      '-v',
      '-ldflags',
      '-s -w',
      `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`,
    ],
    env: {
      ...process.env,
      GOBIN: bin,
      GOPATH: join(workFolder, 'path'),
      GOCACHE: join(workFolder, 'build-cache'),
      GOMODCACHE: join(workFolder, 'module-cache'),
      GOTMPDIR: temporary,
      // Go makes its module cache read-only, and then it cannot be removed.
      GOFLAGS: '-modcacherw',
      GOWORK: 'off',
      // The CLI's SQLite is written in Go: no C compiler is needed.
      CGO_ENABLED: '0',
    },
    graceMs: 2000,
    removeIfEnded: workFolder,
    onLine: (line, stream) => {
      if (stream !== 'stderr') return;
      if (!line.startsWith('go: ')) packages += 1;
      say(packages === 0 ? `${what}; downloading its modules` : `${what}; ${packages} packages compiled`);
    },
  });
  const abort = (): void => void build.end();
  signal?.addEventListener('abort', abort, { once: true });
  const exit = await build.exited;
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();

  const executable = join(bin, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (exit.code === 0 && (await isExecutable(executable))) return executable;
  throw new Error(exit.errorTail.slice(-3).join(' ') || `go install ended with code ${exit.code}`);
}
