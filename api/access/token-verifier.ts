import type { Caller } from '../../domain/access/caller.js';

/** Says whose token it is. */
export interface TokenVerifier {
  /**
   * Who it was a moment ago, without much work; `undefined` if that is not known.
   * @throws {AutoSyncError} `authentication-unavailable`
   */
  known(token: string): Promise<Caller | undefined>;

  /**
   * Who it is.
   *
   * @returns `undefined` for a token that is of another kind than this one checks
   * @throws {AutoSyncError} `unauthenticated` with what is wrong with it, `forbidden` for a right one without any role,
   *   `authentication-unavailable` where it cannot be checked at present
   */
  verify(token: string): Promise<Caller | undefined>;
}
