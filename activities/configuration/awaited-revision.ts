import { ApplicationFailure, sleep } from '@temporalio/activity';
import type { ConfigurationInForce } from '../../config/configuration-in-force.js';
import type { Configuration } from '../../config/schema.js';

/** A worker asks every two seconds which revision is applied. */
const LONGEST_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * The configuration that this worker goes by, once it is of a revision, or of a later one.
 *
 * @param longestMs how long it is waited for
 * @throws a retryable `ApplicationFailure` of type `revision-not-known`; a `CancelledFailure`
 */
export async function awaitRevision(
  inForce: ConfigurationInForce,
  revision: number,
  longestMs = LONGEST_MS,
): Promise<Configuration> {
  const until = performance.now() + longestMs;
  for (;;) {
    const { configuration, revision: known } = await inForce.read();
    if (known >= revision) return configuration;
    if (performance.now() >= until) {
      throw ApplicationFailure.retryable(
        `This worker goes by revision ${known} of the configuration as yet, not by ${revision}.`,
        'revision-not-known',
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}
