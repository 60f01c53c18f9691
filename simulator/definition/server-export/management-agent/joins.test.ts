import { describe, expect, it } from 'vitest';
import { readSample } from '../../../../test/fixtures/server-exports/read-sample.js';
import { direct, scripted } from '../../../../test/fixtures/server-exports/sample-export.js';

function criterion(search: string, resolution = 'none'): string {
  return `<join-criterion id="{0}">${search}<resolution type="${resolution}"/></join-criterion>`;
}

function mapping(metaverseAttribute: string, source: string): string {
  return `<attribute-mapping mv-attribute="${metaverseAttribute}">${source}</attribute-mapping>`;
}

function profile(...criteria: readonly string[]): string {
  return `<join-profile cd-object-type="person">${criteria.join('')}</join-profile>`;
}

describe('joins', () => {
  it('reads each criterion as a rule, in their order', () => {
    const { value } = readSample({
      joins: profile(
        criterion(
          `<search mv-object-type="person">${mapping('employeeID', direct('EmployeeID'))}${mapping('co', direct('Country'))}</search>`,
        ),
        criterion(
          `<search>${mapping('object-id', '<direct-mapping><src-attribute>MVObjectID</src-attribute></direct-mapping>')}</search>`,
        ),
      ),
    });
    expect(value.joins).toEqual([
      {
        objectType: 'person',
        metaverseObjectType: 'person',
        mappings: [
          { attribute: 'EmployeeID', metaverseAttribute: 'employeeID' },
          { attribute: 'Country', metaverseAttribute: 'co' },
        ],
      },
      { objectType: 'person', mappings: [{ attribute: 'MVObjectID', metaverseAttribute: 'object-id' }] },
    ]);
  });

  it('compares the first source of a scripted mapping directly, and lists it', () => {
    const { value, notSimulated } = readSample({
      joins: profile(criterion(`<search>${mapping('cn', scripted('first', 'last'))}</search>`, 'scripted')),
    });
    expect(value.joins[0]?.mappings).toEqual([{ attribute: 'first', metaverseAttribute: 'cn' }]);
    expect(notSimulated.map((entry) => entry.what)).toEqual([
      'join of person on cn (rules extension, flow rule "rule")',
      'join resolution of person (rules extension)',
    ]);
  });

  it('leaves out a rule with a mapping that has no source: the others alone would join too much', () => {
    const { value, notSimulated } = readSample({
      joins: profile(criterion(`<search>${mapping('a', direct('a'))}${mapping('b', scripted())}</search>`)),
    });
    expect(value.joins).toEqual([]);
    expect(notSimulated).toHaveLength(1);
  });
});
