import { isGrpcServiceError } from '@temporalio/client';
import { ensureError } from '../domain/errors.js';

/** The numbers of gRPC's own status codes that are told apart here. */
export const GRPC_STATUS = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** Whether this is what a call to Temporal failed with. */
export function hasGrpcStatus(error: unknown, status: keyof typeof GRPC_STATUS): boolean {
  return isGrpcServiceError(error) && (error.code as number) === GRPC_STATUS[status];
}

/** What a call to Temporal failed with, in one sentence: the client's own says what was called, and its cause why. */
export function describeTemporalProblem(error: unknown): string {
  const { message, cause } = ensureError(error);
  return isGrpcServiceError(cause) ? `${message}: ${cause.details}` : message;
}
