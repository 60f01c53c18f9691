import { createHash } from 'node:crypto';
import type { Control } from '../../domain/run-lock/control.js';
import { uniquePart } from '../cycles/unique-part.js';

/** What is to be done, without who asks for it. */
export type ControlAction = WithoutOrigin<Control>;

type WithoutOrigin<Any> = Any extends Control ? Omit<Any, 'id' | 'by' | 'why'> : never;

/**
 * An action as the run lock is told of it.
 *
 * The id is made of the caller's key and of what is asked for: sent again, a request is the same control; the same
 * key on another request is another control, and is not taken for one that has been carried out.
 *
 * @throws {AutoSyncError} `invalid-input` for a key that cannot be part of an id
 */
export function controlOf(
  action: ControlAction,
  origin: { readonly by: string; readonly why?: string | undefined },
  idempotencyKey: string | undefined,
): Control {
  const { by, why } = origin;
  const asked = { ...action, ...(why === undefined ? {} : { why }) };
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 12);
  return { ...asked, id: `${uniquePart(idempotencyKey)}/${digest}`, by };
}
