import { systemClock, type Clock } from '../../simulator/engine/clock.js';

/** A simulator's clock on which nothing comes to pass until a test lets it go. */
export interface StoppedClock extends Clock {
  /** From now on it is the machine's own clock. */
  go(): void;
  /** From now on it stands still again. */
  stop(): void;
}

/**
 * A clock that stands still: what the simulator runs goes on running, however slow this machine is, until the test
 * has seen what it wants to see.
 */
export function createStoppedClock(): StoppedClock {
  let waiting: Set<() => void> | undefined = new Set();
  return {
    now: () => systemClock.now(),
    after(milliseconds, callback) {
      if (!waiting) return systemClock.after(milliseconds, callback);
      let cancel: () => unknown = () => waiting?.delete(begin);
      const begin = () => {
        cancel = systemClock.after(milliseconds, callback);
      };
      waiting.add(begin);
      return () => void cancel();
    },
    stop() {
      waiting ??= new Set();
    },
    go() {
      const begins = waiting ?? [];
      waiting = undefined;
      for (const begin of begins) begin();
    },
  };
}
