import { describe, expect, it } from 'vitest';
import { readSample } from '../../../../test/fixtures/server-exports/read-sample.js';
import {
  direct,
  exportFlow,
  exportFlowSet,
  runProfile,
  scripted,
  step,
} from '../../../../test/fixtures/server-exports/sample-export.js';

function initial(source: string): string {
  return `<sync-rule-mapping mapping-type="direct" initial-flow-only="true"><src-attribute>${source}</src-attribute></sync-rule-mapping>`;
}

const TO_CS = '<import-subtype>to-cs</import-subtype>';

describe('export flows', () => {
  it.each([
    ['allowed', 'suppress-deletions="false"', true],
    ['suppressed', 'suppress-deletions="true"', false],
    ['not mentioned', '', true],
  ])('knows nulls that are %s', (_, attributes, allowNull) => {
    const { value } = readSample({
      exportFlows: exportFlowSet('person', 'person', exportFlow('Name', direct('displayName'), attributes)),
    });
    expect(value.exportFlows).toEqual([
      {
        objectType: 'person',
        metaverseObjectType: 'person',
        attribute: 'Name',
        source: { kind: 'attribute', attribute: 'displayName' },
        initialOnly: false,
        allowNull,
      },
    ]);
  });

  it('prefers a persistent flow to an initial one, else the first', () => {
    const { value, notSimulated } = readSample({
      exportFlows: exportFlowSet(
        'person',
        'person',
        exportFlow('Name', initial('accountName')),
        exportFlow('Name', direct('displayName')),
        exportFlow('Name', direct('cn')),
        exportFlow('Mail', initial('mail')),
        exportFlow('Mail', initial('alias')),
        exportFlow('Mail', initial('mail')),
      ),
    });
    expect(value.exportFlows.map((flow) => [flow.attribute, flow.source, flow.initialOnly])).toEqual([
      ['Name', { kind: 'attribute', attribute: 'displayName' }, false],
      ['Mail', { kind: 'attribute', attribute: 'mail' }, true],
    ]);
    expect(notSimulated.map((entry) => `${entry.what} => ${entry.instead}`)).toEqual([
      'export flow person → person.Name: initial flow from accountName beside another => the persistent flow from displayName alone sets it',
      'export flow person → person.Name: persistent flow from cn beside another => the persistent flow from displayName alone sets it',
      'export flow person → person.Mail: initial flow from alias beside another => the initial flow from mail alone sets it',
    ]);
  });

  it('does not flow passwords, existence tests and names without a source, and lists them', () => {
    const { value, notSimulated } = readSample({
      exportFlows: exportFlowSet(
        'person',
        'person',
        exportFlow(
          'unicodePwd',
          '<constant-mapping><constant-value>geheim</constant-value></constant-mapping>',
        ),
        exportFlow('Mail', '<sync-rule-mapping mapping-type="direct" is-existence-test="true"/>'),
        exportFlow('dn', '<constant-mapping><constant-value>CN=x</constant-value></constant-mapping>'),
        exportFlow('Name', scripted()),
      ),
    });
    expect(value.exportFlows).toEqual([]);
    expect(notSimulated.map((entry) => entry.instead)).toEqual([
      'passwords are not simulated',
      'sync rules are not tested for',
      'the connected directory names the object',
      'nothing flows',
    ]);
    expect(JSON.stringify(notSimulated)).not.toContain('geheim');
  });

  it('does not export what no run profile could export or confirm', () => {
    const exportFlows = exportFlowSet('person', 'person', exportFlow('Name', direct('cn')));
    const withoutExport = readSample({ exportFlows, runs: runProfile('FI', step('full-import', TO_CS)) });
    expect(withoutExport.value.exportFlows).toEqual([]);
    expect(withoutExport.notSimulated.map((entry) => entry.what)).toEqual([
      '1 export flows: no run profile exports',
    ]);
    const withoutImport = readSample({ exportFlows, runs: runProfile('EX', step('export')) });
    expect(withoutImport.value.exportFlows).toEqual([]);
    expect(withoutImport.notSimulated.map((entry) => entry.what)).toEqual([
      '1 export flows: no run profile imports what was exported',
    ]);
  });
});
