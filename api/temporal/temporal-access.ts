import { Connection } from '@temporalio/client';
import { AutoSyncError, ensureError } from '../../domain/errors.js';
import { temporalUnreachable, type TemporalSettings } from '../../temporal/connection.js';
import { grpcInterceptors } from '../../temporal/grpc-interceptors.js';
import { temporalFailure, type TemporalFailure } from './temporal-failure.js';

/** A connection to Temporal that exists whether or not the server does. */
export interface TemporalAccess {
  readonly connection: Connection;
  readonly namespace: string;

  /**
   * Calls Temporal, and gives up after a few seconds: somebody waits for the answer.
   *
   * @param onFailure what a failure of this call means; by default that Temporal is unreachable
   * @throws {AutoSyncError} `temporal-unreachable`, or what `onFailure` makes of it
   */
  call<Answer>(
    request: () => Promise<Answer>,
    onFailure?: (failure: TemporalFailure) => AutoSyncError | undefined,
  ): Promise<Answer>;

  /**
   * Asks a workflow, or tells it something. Without a worker nobody can answer; that is told from an unreachable Temporal.
   *
   * @param onFailure as with {@link call}
   * @throws {AutoSyncError} `worker-unreachable`, or as {@link call}
   */
  query<Answer>(
    workflow: string,
    request: () => Promise<Answer>,
    onFailure?: (failure: TemporalFailure) => AutoSyncError | undefined,
  ): Promise<Answer>;

  close(): Promise<void>;
}

/**
 * How long a person waits at most. Longer than the five seconds for which Temporal holds a query for a worker that
 * has just died before it asks another one.
 */
const ANSWER_WITHIN_MS = 6_000;

/** How long Temporal itself takes at most to say that it is there. */
const SIGN_OF_LIFE_WITHIN_MS = 1_000;

/**
 * Makes the connection. Nothing is sent before the first call.
 *
 * @param answerWithinMs how long a call may take
 */
export function accessTemporal(
  settings: TemporalSettings,
  answerWithinMs = ANSWER_WITHIN_MS,
): TemporalAccess {
  const connection = Connection.lazy({
    ...settings.connectionOptions,
    // Enough for a hiccup. The SDK's ten attempts would let a caller wait to the end of the deadline each time.
    interceptors: grpcInterceptors({ maxAttempts: 3 }),
    // By default the channel to a server that was away for long waits two minutes before it looks again.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });

  function within<Answer>(milliseconds: number, request: () => Promise<Answer>): Promise<Answer> {
    return connection.withDeadline(Date.now() + milliseconds, request);
  }

  const call: TemporalAccess['call'] = async (request, onFailure) => {
    try {
      return await within(answerWithinMs, request);
    } catch (error) {
      const failure = temporalFailure(error);
      if (failure === undefined) throw error;
      throw onFailure?.(failure) ?? unreachable(failure);
    }
  };

  const query: TemporalAccess['query'] = async (workflow, request, onFailure) => {
    try {
      return await within(answerWithinMs, request);
    } catch (error) {
      const failure = temporalFailure(error);
      if (failure === undefined) throw error;
      const meaning = onFailure?.(failure);
      if (meaning !== undefined) throw meaning;
      if (failure.kind === 'unreachable') throw unreachable(failure);
      if (failure.kind === 'too-late') await requireSignOfLife();
      const why = failure.kind === 'too-late' ? `within ${answerWithinMs / 1_000} s` : `(${failure.message})`;
      throw new AutoSyncError('worker-unreachable', `No worker answers for "${workflow}" ${why}.`, {
        cause: error,
      });
    }
  };

  /** Nobody answered the query in time: that is the worker's fault only if Temporal itself answers. */
  async function requireSignOfLife(): Promise<void> {
    try {
      await within(SIGN_OF_LIFE_WITHIN_MS, () => connection.workflowService.getSystemInfo({}));
    } catch (error) {
      throw unreachable(temporalFailure(error) ?? ensureError(error));
    }
  }

  function unreachable(why: { readonly message: string }): AutoSyncError {
    return temporalUnreachable(settings.address, new Error(why.message));
  }

  return { connection, namespace: settings.namespace, call, query, close: () => connection.close() };
}
