import { FailedLogIns } from '../access/failed-log-ins.js';

/**
 * Nest's name for what counts the webhooks that were signed wrongly, for each source. They are counted for themselves: a
 * sender with an old secret must not keep people of the same address out.
 */
export const FAILED_SIGNATURES = Symbol('FailedSignatures');

/** As many as log-ins. */
export function failedSignatures(): FailedLogIns {
  return new FailedLogIns(undefined, { what: 'signatures', wrong: 'webhook-refused' });
}
