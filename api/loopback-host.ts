import type { NextFunction, Request, Response } from 'express';
import { AutoSyncError } from '../domain/errors.js';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests that name another host. A web page can have its own name point to 127.0.0.1 and so speak to
 * this API through its visitor's browser; the `Host` header gives it away.
 *
 * @throws {AutoSyncError} `invalid-input`
 */
export function requireLoopbackHost(request: Request, _response: Response, next: NextFunction): void {
  if (!LOOPBACK_NAMES.has(request.hostname.toLowerCase())) {
    throw new AutoSyncError(
      'invalid-input',
      `The Host header is "${request.get('host') ?? ''}": call this API as 127.0.0.1 or localhost.`,
    );
  }
  next();
}
