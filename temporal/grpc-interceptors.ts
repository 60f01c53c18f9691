import {
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import { ensureError } from '../domain/errors.js';
import { GRPC_STATUS } from './grpc-status.js';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

/**
 * A connection that is closed while a call waits for its next attempt throws in the attempt, where nobody can catch it, and
 * the process ends. The call fails instead.
 */
const failsWithItsChannel: Interceptor = (options, nextCall) => {
  try {
    return nextCall(options) as Call;
  } catch (error) {
    if (ensureError(error).message !== CLOSED) throw error;
    return FAILED_CALL as unknown as Call;
  }
};

/** As gRPC's client says it. */
const CLOSED = 'Channel has been shut down';

const FAILED_CALL: Pick<Call, 'start' | 'sendMessage' | 'halfClose' | 'cancelWithStatus' | 'getPeer'> = {
  start(metadata, listener) {
    setImmediate(() => {
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({
        code: GRPC_STATUS.CANCELLED,
        details: 'The connection to Temporal has been closed',
        metadata,
      });
    });
  },
  sendMessage: () => undefined,
  halfClose: () => undefined,
  cancelWithStatus: () => undefined,
  getPeer: () => '',
};

/** The interceptors of a connection: calls are tried again, and fail when their connection is closed. */
export function grpcInterceptors(retry?: Parameters<typeof defaultGrpcRetryOptions>[0]): Interceptor[] {
  return [makeGrpcRetryInterceptor(defaultGrpcRetryOptions(retry)), failsWithItsChannel];
}
