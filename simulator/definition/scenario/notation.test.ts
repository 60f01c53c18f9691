import { describe, expect, it } from 'vitest';
import { readFilterNotation, readJoinNotation, readStepNotation } from './notation.js';

describe('readStepNotation', () => {
  it.each([
    ['delta-import', { type: 'delta-import' }],
    [' Export  DC=a b,DC=example ', { type: 'export', partition: 'DC=a b,DC=example' }],
    [
      'full-import default (objects 500, deletes 10)',
      { type: 'full-import', partition: 'default', objectLimit: 500, deletionLimit: 10 },
    ],
    ['full-import (drop file)', { type: 'full-import', dropFile: true }],
    ['full-import-full-sync', { type: 'full-import-full-sync' }],
  ])('reads %j', (text, step) => {
    expect(readStepNotation(text)).toEqual(step);
  });

  it.each([
    ['import', /"import" does not begin with a step type\. Use one of: delta-import,/],
    ['', /does not begin with a step type/],
    ['full-import (deletes 0)', /"deletes 0" is not an option of a step\. Use "objects <n>"/],
    ['full-import (fast)', /"fast" is not an option/],
  ])('refuses %j', (text, message) => {
    expect(readStepNotation(text)).toMatch(message);
  });
});

describe('readJoinNotation', () => {
  it('reads one comparison or several', () => {
    expect(readJoinNotation('A = b')).toEqual([{ attribute: 'A', metaverseAttribute: 'b' }]);
    expect(readJoinNotation('A=b and dn = c')).toEqual([
      { attribute: 'A', metaverseAttribute: 'b' },
      { attribute: 'dn', metaverseAttribute: 'c' },
    ]);
  });

  it('refuses anything else', () => {
    expect(readJoinNotation('A b')).toMatch(/"A b" is not a join/);
    expect(readJoinNotation('A = b and c')).toMatch(/"c" is not a join/);
  });
});

describe('readFilterNotation', () => {
  it('reads conditions with and without value', () => {
    expect(readFilterNotation('Status equals Not yet here and Name not-present')).toEqual([
      { attribute: 'Status', operator: 'equals', value: 'Not yet here' },
      { attribute: 'Name', operator: 'not-present' },
    ]);
  });

  it.each([
    ['Status', /is not a condition/],
    ['Status is Left', /is not a condition\. Write .* equals, not-equals/],
    ['Status equals', /the operator equals needs a value/],
    ['Status present yes', /the operator present takes no value/],
  ])('refuses %j', (text, message) => {
    expect(readFilterNotation(text)).toMatch(message);
  });
});
