import { AutoSyncError } from '../../../domain/errors.js';

/** What was found on this machine, before anything is downloaded or built. */
export interface ExecutableFindings {
  /** The environment variable TEMPORAL_CLI, and the executable that it names, if there is one. */
  readonly named?: { readonly value: string; readonly path?: string };
  /** `temporal` on PATH, if it has the options that we start it with. */
  readonly onPath?: string;
  /** The executable in our cache. */
  readonly cached?: string;
  /** `go` on PATH. */
  readonly go?: string;
}

/** One way to a Temporal CLI. */
export type WayToExecutable =
  | { readonly kind: 'use'; readonly path: string }
  | { readonly kind: 'download' }
  | { readonly kind: 'build'; readonly go: string };

/**
 * The ways to a Temporal CLI, best first; each is tried when the one before it has failed.
 *
 * What the user names goes before what happens to be there, and that before what has to be fetched.
 *
 * @throws `temporal-not-found` when TEMPORAL_CLI names something that is not there: to use another one in
 *   silence would not be what was asked for
 */
export function waysToExecutable(findings: ExecutableFindings): readonly WayToExecutable[] {
  const { named, onPath, cached, go } = findings;
  if (named !== undefined) {
    if (named.path !== undefined) return [{ kind: 'use', path: named.path }];
    throw new AutoSyncError(
      'temporal-not-found',
      `TEMPORAL_CLI is "${named.value}", but there is no such executable. Correct it, or unset it to let AutoSync find one.`,
    );
  }
  const found = onPath ?? cached;
  if (found !== undefined) return [{ kind: 'use', path: found }];
  return [{ kind: 'download' }, ...(go === undefined ? [] : [{ kind: 'build', go } as const])];
}

/**
 * What a user reads when every way has failed.
 * @param failures what was tried and why it failed, in words
 */
export function temporalNotFound(version: string, failures: readonly string[]): AutoSyncError {
  return new AutoSyncError(
    'temporal-not-found',
    [
      'No Temporal server can be started: there is no Temporal CLI.',
      ...failures.map((failure) => `  - ${failure}`),
      'Do one of these:',
      '  - set TEMPORAL_ADDRESS to a Temporal server that runs already (host:port);',
      '  - put the Temporal CLI on PATH as "temporal", or set TEMPORAL_CLI to it (https://docs.temporal.io/cli);',
      '  - allow this machine to reach https://temporal.download;',
      `  - install Go, so that it can be built: go install github.com/temporalio/cli/cmd/temporal@v${version}`,
    ].join('\n'),
  );
}
