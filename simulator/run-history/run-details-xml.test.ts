import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../engine/run-record.js';
import { company } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { runDetailsXml } from './run-details-xml.js';

const ADA = { employeeId: '1001', fullName: 'Ada <Lovelace> & Co', department: 'Research' };

function xmlOf(operator: Operator, run: RunRecord): string {
  return runDetailsXml(operator.simulator.engine.state.world.rules, run);
}

/** Every kind of run that leaves something of its own in the XML. */
function runsOfEveryKind(): { readonly operator: Operator; readonly xml: readonly string[] } {
  const operator = createOperator(company);
  operator.hire(ADA);
  runToRest(operator);
  operator.change('AD', { faults: { altersOnExport: ['department'] } });
  operator.change('HR', { attributes: { department: 'Sales' } });
  runToRest(operator);
  operator.change('AD', { faults: { export: 'Insufficient access rights.' } });
  runToRest(operator);
  operator.change('HR', { faults: { discovery: 'unexpected-data', synchronization: 'No manager.' } });
  operator.run('HR', 'FI');
  operator.run('HR', 'FS');
  const { engine, fate } = operator.simulator;
  fate.arm({ kind: 'discovery-errors', times: 1 });
  operator.run('Phone', 'DI');
  fate.arm({ kind: 'slow-completion', managementAgent: 'Badge' });
  engine.start('AD', 'FI', 'FABRIKAM\\operator');
  engine.start('Badge', 'FI', 'FABRIKAM\\operator');
  operator.clock.advance(4000);
  return { operator, xml: engine.state.runs.map((run) => xmlOf(operator, run)) };
}

describe('run-details XML', () => {
  it('has the engine’s shape: names, steps newest first, dates, all counters, outbound blocks', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    operator.run('HR', 'DI');
    const xml = xmlOf(operator, operator.run('HR', 'DS'));
    const details = new XMLParser({ ignoreAttributes: false }).parse(xml)['run-history']['run-details'];
    expect(details).toMatchObject({
      'ma-id': '{00000000-0000-4000-A000-000000000001}',
      'ma-name': 'HR',
      'run-number': 2,
      'run-profile-name': 'DS',
      'security-id': 'FABRIKAM\\operator',
      'step-details': {
        '@_step-number': '1',
        '@_step-id': expect.stringMatching(/^\{[0-9A-F-]{36}\}$/),
        'start-date': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
        'step-result': 'success',
        'step-description': {
          'step-type': { '@_type': 'apply-rules', 'apply-rules-subtype': 'apply-pending' },
          partition: 'default',
        },
      },
    });
    const step = details['step-details'];
    expect(step['outbound-flow-counters']).toEqual(
      ['AD', 'MIM Service', 'Badge'].map((name) => ({
        '@_ma': name,
        '@_ma-id': company.managementAgents.find((ma) => ma.name === name)?.id,
        'provisioned-add-flow': { '@_detail': 'true', '#text': 1 },
      })),
    );
    expect(Object.keys(step['inbound-flow-counters'])).toHaveLength(17);
    expect(step['inbound-flow-counters']['disconnector-remains']).toEqual({
      '@_detail': 'false',
      '#text': 0,
    });
    expect(step['staging-counters']['stage-no-change']).toEqual({ '@_detail': 'false', '#text': 0 });
    expect(Object.keys(step['export-counters'])).toHaveLength(6);
  });

  it('of a step that goes on has no end date', () => {
    const operator = createOperator(company);
    operator.simulator.engine.start('HR', 'FI', 'me');
    const running = xmlOf(operator, operator.simulator.engine.run('HR', 1));
    expect(running).toContain('<step-result>in-progress</step-result>');
    expect(running).not.toContain('end-date');
    operator.clock.advanceUntilIdle();
    expect(xmlOf(operator, operator.simulator.engine.run('HR', 1))).toContain('<end-date>');
  });

  it('of a step that completes its references says how far it is', () => {
    const { xml } = runsOfEveryKind();
    expect(xml.at(-1)).toMatch(
      /<step-result progress="\d+\/100">completing-referential-updates<\/step-result>/,
    );
    expect(xml.at(-1)).not.toContain('end-date');
  });

  it('tells what was exported and did not come back', () => {
    const { xml } = runsOfEveryKind();
    const found = xml.find((one) => one.includes('exported-change-not-reimported'));
    expect(found).toContain('<attr name="department" operation="replace" type="string" multivalued="false">');
    expect(found).toContain('<value operation="add">Sales</value>');
    expect(found).toContain('<primary-objectclass>user</primary-objectclass>');
  });

  it('escapes what has a meaning in XML', () => {
    const { xml } = runsOfEveryKind();
    expect(xml.join('')).toContain('CN=Ada \\&lt;Lovelace\\&gt; &amp; Co');
  });
});

const reference = process.env['AUTOSYNC_REFERENCE'];
const xmllint = spawnSync('xmllint', ['--version']).status === 0;

describe.skipIf(!reference || !xmllint)('the schema of real run histories', () => {
  it('accepts every kind of run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'autosync-run-history-'));
    try {
      const files = runsOfEveryKind().xml.map((xml, index) => {
        const file = join(folder, `${index}.xml`);
        writeFileSync(file, xml);
        return file;
      });
      const schema = join(reference ?? '', 'run-history/RunHistory.reality.xsd');
      expect(() =>
        execFileSync('xmllint', ['--noout', '--schema', schema, ...files], { stdio: 'pipe' }),
      ).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
