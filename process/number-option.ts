import { InvalidArgumentError } from 'commander';

/*
 * Numbers on a command line, as commander's argument parsers. What they throw, commander tells the user, with the name of
 * the option and the value.
 */

/**
 * A whole number from 0 on.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('Write a whole number.');
}

/**
 * A whole number from 1 on.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function countingNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('Write a whole number above 0.');
}

/**
 * A number above 0.
 *
 * @throws {InvalidArgumentError} for anything else
 */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('Write a number above 0, for example 20.');
}
