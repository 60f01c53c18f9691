import { expect, it } from 'vitest';
import { padTo } from './pad-to.js';

it.each([
  ['HR', 'HR    |'],
  ['人事部', '人事部|'],
  ['人事', '人事  |'],
  ['\u001B[1mHR\u001B[22m', '\u001B[1mHR\u001B[22m    |'],
  ['longer than that', 'longer than that|'],
])('%j fills six cells', (text, expected) => {
  expect(`${padTo(text, 6)}|`).toBe(expected);
});
