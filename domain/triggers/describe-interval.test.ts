import { expect, test } from 'vitest';
import { describeInterval } from './describe-interval.js';

test.each([
  [1_000, 'every 1 s'],
  [10_000, 'every 10 s'],
  [90_000, 'every 90 s'],
  [300_000, 'every 5 min'],
  [28_800_000, 'every 8 h'],
  [604_800_000, 'every 7 d'],
])('%i ms is %s', (everyMs, words) => {
  expect(describeInterval(everyMs)).toBe(words);
});
