import type { Surroundings } from '../surroundings.js';

/** What is answered sooner needs no word. */
const WORTH_SHOWING_MS = 1_000;

/** Awaits something; where it takes longer than a second, a terminal shows that it goes on. */
export async function whileWaiting<Result>(
  { progress }: Surroundings,
  text: string,
  work: Promise<Result>,
): Promise<Result> {
  if (!progress) return work;
  let shown: { stop(): void } | undefined;
  const timer = setTimeout(() => {
    shown = progress(text);
  }, WORTH_SHOWING_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    shown?.stop();
  }
}
