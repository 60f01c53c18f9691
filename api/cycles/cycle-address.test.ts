import { expect, test } from 'vitest';
import { cycleAddress } from './cycle-address.js';

test.each([
  ['autosync/default/cycle/HR/a', 'autosync/default/cycle/HR/a'],
  ['HR/a', 'autosync/default/cycle/HR/a'],
  ['Fabrikam / AD/a', 'autosync/default/cycle/Fabrikam / AD/a'],
  ['autosync/a', 'autosync/default/cycle/autosync/a'],
])('%s means %s', (text, cycle) => {
  expect(cycleAddress('default', text)).toBe(cycle);
});

test.each(['', 'HR', '/a', 'HR/'])('%j is no cycle', (text) => {
  expect(() => cycleAddress('default', text)).toThrow(/is no cycle of the sync server "default"/);
});
