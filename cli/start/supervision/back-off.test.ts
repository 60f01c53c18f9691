import { expect, test } from 'vitest';
import { nextWait } from './back-off.js';

test('the wait doubles with each death, up to ten seconds', () => {
  const waits: number[] = [];
  for (let wait = nextWait(undefined, 0); waits.length < 8; wait = nextWait(wait, 0)) waits.push(wait);
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('a process that lived for a minute starts from the shortest wait again', () => {
  expect(nextWait(8000, 59_999)).toBe(10_000);
  expect(nextWait(8000, 60_000)).toBe(250);
});
