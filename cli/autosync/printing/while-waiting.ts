import type { Surroundings } from '../surroundings.js';

/** What is answered sooner needs no word. */
const WORTH_SHOWING_MS = 1_000;

/** Where something is waited for already: a terminal shows one thing at a time. */
const WAITING = new WeakSet<NonNullable<Surroundings['progress']>>();

/**
 * Awaits something; where it takes longer than a second, a terminal shows that it goes on. What is waited for meanwhile, as
 * a part of it, is not shown beside it.
 */
export async function whileWaiting<Result>(
  { progress }: Surroundings,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!progress || WAITING.has(progress)) return work();
  WAITING.add(progress);
  let shown: { stop(): void } | undefined;
  const timer = setTimeout(() => {
    shown = progress(text);
  }, WORTH_SHOWING_MS);
  try {
    return await work();
  } finally {
    WAITING.delete(progress);
    clearTimeout(timer);
    shown?.stop();
  }
}
