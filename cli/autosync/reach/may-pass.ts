import { AutoSyncError } from '../../../domain/errors.js';
import { ApiProblem } from './api-problem.js';

/** Whether what cannot be read now may be there at the next look: nobody answered in time, or the API is away. */
export function mayPass(error: unknown): error is Error {
  return (
    (error instanceof AutoSyncError && error.retryable) ||
    (error instanceof ApiProblem && error.httpStatus >= 500)
  );
}
