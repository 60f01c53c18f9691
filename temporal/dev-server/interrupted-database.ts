/** What the server writes of each call to its SQLite file that is answered so. */
const INTERRUPTED = 'interrupted (9)';
/** A server that lost patience with a few calls says so, too, and then goes on. */
const FOR_GOOD_AFTER_MS = 10_000;
/** It has something to ask of its file several times a second. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * Watches for a dev server whose SQLite file answers nothing any more but that it was interrupted.
 *
 * A server that was held for longer than its calls may take (suspended, or its machine asleep) gives them up all at once
 * when it goes on. Sometimes the only connection to the file stays interrupted then: the process lives, answers, and does
 * nothing. Only another start helps; what was acknowledged is in the file.
 *
 * @param now milliseconds
 * @returns to be called with each line that the server writes; whether it is interrupted for good
 */
export function watchForInterruption(now: () => number): (line: string) => boolean {
  let since = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (!line.includes(INTERRUPTED)) return false;
    const at = now();
    if (at - last > LONGEST_PAUSE_MS) since = at;
    last = at;
    return at - since >= FOR_GOOD_AFTER_MS;
  };
}
