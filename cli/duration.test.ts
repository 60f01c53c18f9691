import { expect, test } from 'vitest';
import { describeDuration } from './duration.js';

test.each([
  [-5, '0.0 s'],
  [234, '0.2 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [71_000, '1 min 11 s'],
  [119_900, '2 min 0 s'],
  [3_599_900, '1 h 0 min'],
  [7_500_000, '2 h 5 min'],
  [86_390_000, '1 d 0 h'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
