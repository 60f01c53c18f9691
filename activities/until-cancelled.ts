import { Context } from '@temporalio/activity';

/**
 * Asks within an activity, for as long as the activity is not cancelled: a worker that ends must not wait for the answer to
 * a query, which the worker that would have answered, ending too, may leave open for half a minute. What is asked must
 * change nothing: its answer may come when nobody listens any more.
 *
 * Temporal's client can abort a call; but it takes no notice of a signal that has come before, nor does it end the second
 * attempt of a call that it tries again.
 *
 * @throws {CancelledFailure} as soon as the activity is cancelled
 */
export async function untilCancelled<T>(ask: () => Promise<T>): Promise<T> {
  const { cancelled, cancellationSignal } = Context.current();
  cancellationSignal.throwIfAborted();
  return await Promise.race([cancelled, ask()]);
}
