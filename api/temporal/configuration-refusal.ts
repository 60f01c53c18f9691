import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { AutoSyncError, ERRORS, type ErrorCode } from '../../domain/errors.js';

/**
 * Why the configuration workflow refuses a change, in its own words.
 *
 * @returns the failure itself where it is none of its reasons: a defect, or a worker of another version
 */
export function configurationRefusal(
  failure: WorkflowUpdateFailedError,
): AutoSyncError | WorkflowUpdateFailedError {
  const { cause } = failure;
  return cause instanceof ApplicationFailure && isErrorCode(cause.type)
    ? new AutoSyncError(cause.type, cause.message, { cause: failure })
    : failure;
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return typeof type === 'string' && Object.hasOwn(ERRORS, type);
}
