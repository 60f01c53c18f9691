import { cancellationSignal } from '@temporalio/activity';
import type { Client } from '@temporalio/client';

/** An answer takes milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Asks Temporal within an activity, for as long as the activity is not cancelled: a worker that ends must not wait for the
 * answer to a query, which the worker that would have answered, ending too, may leave open for half a minute.
 *
 * Temporal's client takes no notice of a signal that has come before, and does not end the second attempt of a call that
 * it tries again: a deadline does.
 *
 * @throws {CancelledFailure} if the activity has been cancelled before: nothing is asked
 * @throws `ServiceError` of Temporal's client, if the call is cancelled, or takes too long
 */
export async function untilCancelled<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  const signal = cancellationSignal();
  signal.throwIfAborted();
  // A signal for each call: the client keeps its listeners.
  return await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
    client.withAbortSignal(AbortSignal.any([signal]), ask),
  );
}
