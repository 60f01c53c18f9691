import type { ConfigurationStanding } from '../../workflows/contract.js';
import { ensureError } from '../../domain/errors.js';
import { pause } from '../../process/pause.js';
import type { ConfigurationStore, ReadRevision } from './configuration-store.js';

/** How often it is asked which revision is applied: one cheap query. */
const ASK_EVERY_MS = 2_000;

/** What {@link followConfiguration} tells. */
export interface ConfigurationListener {
  /** Another revision is applied. What this throws is told to {@link failed}, and it is called again. */
  readonly applied: (revision: ReadRevision) => Promise<void>;
  /** After each time that it was asked. */
  readonly asked?: (standing: ConfigurationStanding) => Promise<void>;
  /** It could not be asked, or what is applied could not be taken up; told once for the same reason. */
  readonly failed: (error: Error) => void;
}

/**
 * Follows the applied configuration until the signal, asking every two seconds.
 *
 * @param known the revision that is known at the beginning
 */
export async function followConfiguration(
  store: ConfigurationStore,
  known: number,
  listener: ConfigurationListener,
  signal: AbortSignal,
): Promise<void> {
  let complaint: string | undefined;
  while (!signal.aborted) {
    try {
      const standing = await store.standing();
      if (standing.revision !== known) {
        const revision = await store.revision();
        if (revision) {
          await listener.applied(revision);
          known = revision.revision;
        }
      }
      await listener.asked?.(standing);
      complaint = undefined;
    } catch (thrown) {
      const error = ensureError(thrown);
      if (error.message !== complaint && !signal.aborted) listener.failed(error);
      complaint = error.message;
    }
    await pause(ASK_EVERY_MS, signal);
  }
}
