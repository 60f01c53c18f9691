import { expect, it } from 'vitest';
import { watchForInterruption } from './interrupted-database.js';

const INTERRUPTED =
  'level=ERROR msg="Operation failed" error="GetNamespace operation failed. Error interrupted (9)"';

/** What is said of such lines, each so many seconds after the begin. */
function isForGoodAt(seconds: readonly number[], line = INTERRUPTED): readonly boolean[] {
  let now = 0;
  const isForGood = watchForInterruption(() => now);
  return seconds.map((second) => {
    now = second * 1000;
    return isForGood(line);
  });
}

it('is for good where nothing else is heard for ten seconds', () => {
  expect(isForGoodAt([100, 102, 106, 109, 110])).toEqual([false, false, false, false, true]);
});

it('is not where the server goes on after it, however often', () => {
  expect(isForGoodAt([100, 101, 107, 108, 114, 120])).not.toContain(true);
});

it('is not told by other lines', () => {
  expect(isForGoodAt([100, 104, 108, 112], 'level=ERROR msg="context deadline exceeded"')).not.toContain(
    true,
  );
});
