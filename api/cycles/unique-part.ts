import { randomUUID } from 'node:crypto';
import { AutoSyncError } from '../../domain/errors.js';

/**
 * What a workflow id and an address can carry as it is. The slash separates the parts of a cycle's id; the dot is
 * how the cycles that it causes are numbered, and a key must not take their names.
 */
const USABLE_KEY = /^[A-Za-z0-9_~:@+=-]{1,128}$/;

/**
 * The unique part of a new cycle's id: the caller's `Idempotency-Key`, so that a request that is sent twice makes
 * one cycle; else one that nobody has.
 *
 * @throws {AutoSyncError} `invalid-input` for a key that cannot be part of an id
 */
export function uniquePart(idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return randomUUID();
  if (USABLE_KEY.test(idempotencyKey)) return idempotencyKey;
  throw new AutoSyncError(
    'invalid-input',
    `Idempotency-Key is ${JSON.stringify(idempotencyKey)}: use 1 to 128 letters, digits and _ ~ : @ + = - only.`,
  );
}
