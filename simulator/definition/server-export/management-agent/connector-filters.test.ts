import { describe, expect, it } from 'vitest';
import { readSample } from '../../../../test/fixtures/server-exports/read-sample.js';

function set(alternatives: string, type = 'declared'): string {
  return `<filter-set cd-object-type="person" type="${type}">${alternatives}</filter-set>`;
}

function condition(attribute: string, operator: string, value = '<value/>'): string {
  return `<condition cd-attribute="${attribute}" operator="${operator}">${value}</condition>`;
}

function alternative(...conditions: readonly string[]): string {
  return `<filter-alternative id="{0}">${conditions.join('')}</filter-alternative>`;
}

describe('connector filters', () => {
  it('reads alternatives of conditions', () => {
    const { value } = readSample({
      filters: set(
        alternative(condition('a', 'equality', '<value>x</value>'), condition('b', 'not-present')) +
          alternative(condition('c', 'substring-start', '<value ui-radix="10">0x1F</value>')),
      ),
    });
    expect(value.connectorFilters).toEqual([
      {
        objectType: 'person',
        conditions: [
          { attribute: 'a', operator: 'equals', value: 'x' },
          { attribute: 'b', operator: 'not-present' },
        ],
      },
      { objectType: 'person', conditions: [{ attribute: 'c', operator: 'starts-with', value: '31' }] },
    ]);
  });

  it('leaves out and lists an alternative that it cannot judge as a whole, and scripted filters', () => {
    const { value, notSimulated } = readSample({
      filters:
        set(alternative(condition('a', 'present'), condition('uac', 'bit-on', '<value>0x2</value>'))) +
        set('', 'scripted'),
    });
    expect(value.connectorFilters).toEqual([]);
    expect(notSimulated.map((entry) => entry.what)).toEqual([
      'connector filter of person: uac bit-on 0x2',
      'connector filter of person (rules extension)',
    ]);
  });
});
