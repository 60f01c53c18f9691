import type { AppliedConfiguration } from '../../../../api/configuration/configuration-schema.js';
import { pause } from '../../../../process/pause.js';
import { whileWaiting } from '../../printing/while-waiting.js';
import type { ApiClient } from '../../reach/api-client.js';
import { isExplained, type ExplainedError } from '../../reach/api-problem.js';
import { mayPass } from '../../reach/may-pass.js';
import type { Surroundings } from '../../surroundings.js';

/** Whether what is applied was seen to be in force. */
export interface SeenInForce {
  readonly inForce: boolean;
  /** Why nobody could say so at the last look. */
  readonly problem?: ExplainedError;
}

/** Mostly it takes a second. A sync server that is given up waits for its last cycle, and a worker may be away. */
const IN_FORCE_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/**
 * Waits until what is applied is in force everywhere: what is run next goes by it. Ctrl-C ends only the waiting, and so
 * does an API that does not tell any more: what is applied stays applied.
 */
export function awaitInForce(api: ApiClient, surroundings: Surroundings): Promise<SeenInForce> {
  return whileWaiting(surroundings, 'waiting until it is in force', async () => {
    const timeout = AbortSignal.timeout(IN_FORCE_WITHIN_MS);
    const interrupted = surroundings.takeInterrupt?.();
    const signal = interrupted ? AbortSignal.any([interrupted, timeout]) : timeout;
    for (;;) {
      const seen = await lookOnce(api);
      const isFinal = seen.problem !== undefined && !mayPass(seen.problem);
      if (seen.inForce || isFinal || signal.aborted) return seen;
      await pause(LOOK_EVERY_MS, signal);
    }
  });
}

async function lookOnce(api: ApiClient): Promise<SeenInForce> {
  try {
    const { pending } = await api.get<AppliedConfiguration>('/configuration');
    return { inForce: pending.length === 0 };
  } catch (error) {
    if (!isExplained(error)) throw error;
    return { inForce: false, problem: error };
  }
}
