import { isGrpcServiceError } from '@temporalio/client';

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
