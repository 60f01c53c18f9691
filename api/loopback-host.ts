import type { RequestHandler } from 'express';
import { AutoSyncError } from '../domain/errors.js';
import { describeRequest } from './audit/describe-request.js';
import type { Refusals } from './audit/refusals.js';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests that name another host. A web page can have its own name point to 127.0.0.1 and so speak to
 * this API through its visitor's browser; the `Host` header gives it away.
 *
 * What this returns refuses with `invalid-input`.
 *
 * @param host where the API listens: it may be called by that, too
 * @param refusals where each of them is recorded
 */
export function requireLoopbackHost(host: string, refusals: Refusals): RequestHandler {
  const names = new Set([...LOOPBACK_NAMES, host.toLowerCase()]);
  return async (request, _response, next) => {
    // Where there is none, there is no hostname either, whatever its type says.
    if (request.get('host') && names.has(request.hostname.toLowerCase())) {
      next();
      return;
    }
    const refusal = new AutoSyncError(
      'invalid-input',
      `The Host header is "${request.get('host') ?? ''}": call this API as 127.0.0.1 or localhost.`,
    );
    const { code, message: detail, httpStatus: status } = refusal;
    await refusals.record({ event: 'refused', ...describeRequest(request), status, code, detail });
    next(refusal);
  };
}
