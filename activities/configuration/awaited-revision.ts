import { ApplicationFailure, sleep } from '@temporalio/activity';
import type { ConfigurationInForce, NumberedConfiguration } from '../../config/configuration-in-force.js';
import { isBefore, type RevisionMark } from '../../domain/configuration/revision.js';

/** A worker asks every two seconds which revision is applied. */
const LONGEST_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Every revision is this one, or a later one. */
const ANY: RevisionMark = { number: 0 };

/**
 * The configuration that this worker goes by, once it is of a revision, or of a later one.
 *
 * @param revision absent = whatever this worker goes by
 * @param longestMs how long it is waited for
 * @throws a retryable `ApplicationFailure` of type `revision-not-known`; a `CancelledFailure`
 */
export async function awaitRevision(
  inForce: ConfigurationInForce,
  revision: RevisionMark = ANY,
  longestMs = LONGEST_MS,
): Promise<NumberedConfiguration> {
  const until = performance.now() + longestMs;
  for (;;) {
    const known = await inForce.read();
    if (!isBefore(known.revision, revision)) return known;
    if (performance.now() >= until) {
      throw ApplicationFailure.retryable(
        `This worker goes by revision ${known.revision.number} of the configuration as yet, not by ${revision.number}.`,
        'revision-not-known',
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}
