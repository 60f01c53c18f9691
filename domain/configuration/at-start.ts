import type { Revision } from './revision.js';

/** What a worker does with its configuration file when it starts. */
export type AtStart =
  /** The file becomes the next revision. */
  | 'apply'
  /** The file says what is applied. */
  | 'same'
  /** The applied revision stays; the administrator is told that the file says something else. */
  | 'differs';

/**
 * Which wins at the start of a worker, its file or what is applied.
 *
 * The first start applies the file. Later ones keep what is applied: it may be newer than the file. Where editing the file
 * and starting again is how one works, on one machine, a file that was never applied before is applied; one that was, and
 * has been replaced since, is old.
 *
 * @param revisions all that are kept, the newest first
 * @param fileHash absent where no file is named
 */
export function decideAtStart(
  revisions: readonly Pick<Revision, 'hash'>[],
  fileHash: string | undefined,
  applyEdited: boolean,
): AtStart {
  const [applied] = revisions;
  if (!applied) return 'apply';
  if (fileHash === undefined || fileHash === applied.hash) return 'same';
  return applyEdited && !revisions.some(({ hash }) => hash === fileHash) ? 'apply' : 'differs';
}
