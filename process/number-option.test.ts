import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { countingNumber, positiveNumber, wholeNumber } from './number-option.js';

test('numbers are read as they are written', () => {
  expect(wholeNumber('0')).toBe(0);
  expect(countingNumber('40')).toBe(40);
  expect(positiveNumber('0.5')).toBe(0.5);
});

test.each([
  ['a whole number', wholeNumber, ['', ' ', '-1', '1.5', '1e3', '0x10', 'many', '9007199254740993']],
  ['a number to count with', countingNumber, ['0', '', '-1', '2.5']],
  ['a positive number', positiveNumber, ['0', '', ' ', '-0.5', 'fast', 'Infinity', 'NaN']],
])('%s is not anything else', (_what, read, texts) => {
  for (const text of texts) expect(() => read(text), text).toThrow(InvalidArgumentError);
});
