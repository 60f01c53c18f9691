import type { ErrorRequestHandler, RequestHandler } from 'express';
import { AutoSyncError, ensureError } from '../../domain/errors.js';

/** Answers a path that the interface does not have. */
export const unknownRoute: RequestHandler = (request, response) => {
  response
    .status(404)
    .json({ code: 'unknown-route', message: `The simulator has no ${request.method} ${request.path}.` });
};

function asAutoSyncError(thrown: unknown): AutoSyncError {
  if (thrown instanceof AutoSyncError) return thrown;
  const error = ensureError(thrown);
  // What express itself refuses (JSON that does not parse, a body that is too large) carries a 4xx status.
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return new AutoSyncError(status < 500 ? 'invalid-input' : 'internal', error.message, { cause: error });
}

/** Answers an error as `{code, message}` with the HTTP status of its code. */
export const answerError: ErrorRequestHandler = (thrown, _request, response, next) => {
  if (response.headersSent) {
    next(thrown);
    return;
  }
  const error = asAutoSyncError(thrown);
  if (error.code === 'internal') console.error(`Unexpected: ${error.message}`);
  response.status(error.httpStatus).json({ code: error.code, message: error.message });
};
