import type { Request } from 'express';
import { AutoSyncError } from '../../domain/errors.js';

/**
 * The media type, of those that a route has, that the caller likes best.
 *
 * @param types in the order of our own liking
 * @param what the route's answer, for the message: `run details`
 * @throws {AutoSyncError} `not-acceptable` if the caller takes none of them
 */
export function requireAccepted(request: Request, types: readonly string[], what: string): string {
  const accepted = request.accepts([...types]);
  if (accepted !== false) return accepted;
  throw new AutoSyncError(
    'not-acceptable',
    `Accept is "${request.get('accept') ?? ''}": ${what} come as ${types.join(' or ')}.`,
  );
}
