import { expect, it } from 'vitest';
import { decideAtStart } from './at-start.js';

const KEPT = [{ hash: 'newest' }, { hash: 'older' }];

it.each([
  ['the first start applies the file', [], 'file', false, 'apply'],
  ['or the defaults, where no file is named', [], undefined, false, 'apply'],
  ['a file that says what is applied', KEPT, 'newest', true, 'same'],
  ['no file: what is applied stays', KEPT, undefined, true, 'same'],
  ['a file that says something else does not win', KEPT, 'edited', false, 'differs'],
  ['but where edited files are applied at start', KEPT, 'edited', true, 'apply'],
  ['which one that was applied before is not', KEPT, 'older', true, 'differs'],
] as const)('%s', (_, revisions, file, applyEdited, expected) => {
  expect(decideAtStart(revisions, file, applyEdited)).toBe(expected);
});
