import { sleep } from '@temporalio/workflow';
import { nextTick } from '../../domain/run-lock/next-tick.js';
import type { RunLockState } from '../../domain/run-lock/state.js';

/** Rings when the passing of time alone may let something start. */
export interface Alarms {
  /** To be called after each change of the state. */
  set(): void;
}

/**
 * An alarm that is not needed any more rings all the same: to take it back would cost as many events of history as to
 * let it ring.
 *
 * @param ring is called at the time that {@link nextTick} gives, or later
 */
export function setAlarms(state: () => RunLockState, ring: () => void): Alarms {
  let next = Number.POSITIVE_INFINITY;

  function set(): void {
    const now = Date.now();
    const at = nextTick(state(), now);
    if (at === undefined || at >= next) return;
    next = at;
    void ringAt(at, Math.max(1, at - now));
  }

  async function ringAt(at: number, afterMs: number): Promise<void> {
    await sleep(afterMs, { summary: 'Until time alone may let a run start' });
    if (next === at) next = Number.POSITIVE_INFINITY;
    ring();
  }

  return { set };
}
