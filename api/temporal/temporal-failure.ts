import {
  isGrpcServiceError,
  NamespaceNotFoundError,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ensureError } from '../../domain/errors.js';
import { GRPC_STATUS } from '../../temporal/grpc-status.js';

/** What a failed call to Temporal comes down to. */
export type TemporalFailure =
  /** Temporal does not answer in time. A query that no worker takes looks the same. */
  | { readonly kind: 'too-late'; readonly message: string }
  /** Temporal cannot be reached, lets nobody in, or asks to come back later. */
  | { readonly kind: 'unreachable'; readonly message: string }
  /** Temporal failed, and keeps to itself of what. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Temporal itself does not have what the call is about. */
  | { readonly kind: 'not-found'; readonly message: string }
  /** The workflow cannot answer a query: no worker, an old one, or one that fails on it. */
  | { readonly kind: 'no-worker'; readonly message: string }
  /** Temporal refuses what it was given, for example an id that is too long. */
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * What a call to Temporal failed of.
 *
 * @returns `undefined` for what is no failure of Temporal's: a defect
 */
export function temporalFailure(thrown: unknown): TemporalFailure | undefined {
  const { message } = ensureError(thrown);
  if (thrown instanceof WorkflowNotFoundError) return { kind: 'not-found', message };
  if (thrown instanceof QueryRejectedError) return { kind: 'not-found', message };
  if (thrown instanceof QueryNotRegisteredError) return { kind: 'no-worker', message };
  if (thrown instanceof NamespaceNotFoundError) {
    return { kind: 'unreachable', message: `it has no namespace "${thrown.namespace}"` };
  }
  const grpcError = [thrown, ensureError(thrown).cause].find(isGrpcServiceError);
  if (!grpcError) return undefined;
  // gRPC's client appends what it knows of the name resolution, which is nothing most of the time.
  const details = (grpcError.details || grpcError.message).replace(/\.?\s*Resolution note:\s*$/, '');
  switch (grpcError.code as number) {
    case GRPC_STATUS.NOT_FOUND:
      return { kind: 'not-found', message: details };
    case GRPC_STATUS.FAILED_PRECONDITION:
      return { kind: 'no-worker', message: details };
    case GRPC_STATUS.INVALID_ARGUMENT:
      return { kind: 'invalid', message: details };
    // A deadline that passes while the server waits for a worker comes back as a cancellation.
    case GRPC_STATUS.CANCELLED:
    case GRPC_STATUS.DEADLINE_EXCEEDED:
      return { kind: 'too-late', message: details };
    case GRPC_STATUS.RESOURCE_EXHAUSTED:
    case GRPC_STATUS.UNAVAILABLE:
    case GRPC_STATUS.UNAUTHENTICATED:
    case GRPC_STATUS.PERMISSION_DENIED:
      return { kind: 'unreachable', message: details };
    case GRPC_STATUS.UNKNOWN:
    case GRPC_STATUS.INTERNAL:
      return { kind: 'failed', message: details };
    default:
      return undefined;
  }
}
