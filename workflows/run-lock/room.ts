/** Does some work as soon as there is room for it: at once, in the same breath, if there is some now. */
export type Enter = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Room for so much work at a time. What finds none waits for its turn, first come, first served.
 *
 * Whoever leaves hands his place to the first that waits, and wakes nobody else: with Temporal's `condition`, each of a
 * crowd would look again each time. Who is cancelled while he waits learns so from his own work, when his turn has come:
 * it comes soon then, as all those before him are cancelled, too.
 */
export function roomFor(most: number): Enter {
  let free = most;
  const waiting: (() => void)[] = [];

  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
