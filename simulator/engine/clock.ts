/**
 * Time, as the simulated engine needs it: injected, so that tests decide when it passes. Callbacks rather than
 * promises, so that a test that lets time pass sees everything done when the call returns.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once, after `milliseconds`, never before this call has returned.
   * @returns cancels the call
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A clock whose time passes only when it is told to. */
export interface ManualClock extends Clock {
  /** Lets time pass, calling back in order whatever falls due. */
  advance(milliseconds: number): void;
  /** Lets time pass until nothing is due any more. */
  advanceUntilIdle(): void;
}

export function createManualClock(start = 1_000_000_000_000): ManualClock {
  let now = start;
  let order = 0;
  const due = new Map<number, { readonly at: number; readonly callback: () => void }>();
  const next = (limit: number) => {
    let first: { readonly id: number; readonly at: number; readonly callback: () => void } | undefined;
    for (const [id, { at, callback }] of due) {
      if (at <= limit && (first === undefined || at < first.at)) first = { id, at, callback };
    }
    return first;
  };
  const run = (limit: number): void => {
    for (let first = next(limit); first; first = next(limit)) {
      due.delete(first.id);
      now = Math.max(now, first.at);
      first.callback();
    }
  };
  return {
    now: () => now,
    after(milliseconds, callback) {
      order += 1;
      const id = order;
      due.set(id, { at: now + Math.max(0, milliseconds), callback });
      return () => void due.delete(id);
    },
    advance(milliseconds) {
      const limit = now + milliseconds;
      run(limit);
      now = limit;
    },
    advanceUntilIdle: () => run(Number.POSITIVE_INFINITY),
  };
}
