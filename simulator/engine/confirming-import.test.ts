import { describe, expect, it } from 'vitest';
import {
  changingMetaverse,
  company,
  AD,
  AD_PARTITION,
  BADGE,
  changingAgent,
  exports,
  HR,
  imports,
  into,
} from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

const ADA = { employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' };
const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

function employed(definition = company): Operator {
  const operator = createOperator(definition);
  operator.hire(ADA);
  runToRest(operator);
  return operator;
}

/** A new department in HR, synchronized, and exported to AD. */
function exported(operator: Operator): void {
  operator.change('HR', { attributes: { department: 'Sales' } });
  operator.run('HR', 'DI');
  operator.run('HR', 'DS');
  operator.run('AD', 'EX');
}

describe('a confirming import', () => {
  it.each(['DI', 'FI'])('by %s confirms what the directory took, and stages nothing', (profile) => {
    const operator = employed();
    exported(operator);
    expect(operator.simulator.audit().differences).toEqual([
      expect.objectContaining({ kind: 'unconfirmed-export', managementAgent: 'AD' }),
    ]);
    expect(operator.step('AD', profile)).toMatchObject({
      result: 'success',
      staging: { 'stage-no-change': 1 },
      importErrors: [],
    });
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('reports what the directory changed, and the next synchronization flows our value again', () => {
    const operator = employed();
    operator.change('AD', { faults: { altersOnExport: ['department'] } });
    exported(operator);
    const confirming = operator.step('AD', 'DI');
    expect(confirming).toMatchObject({ result: 'completed-sync-errors', staging: { 'stage-update': 1 } });
    expect(confirming.importErrors).toMatchObject([
      {
        type: 'exported-change-not-reimported',
        algorithmStep: 'staging',
        notReimported: { change: { operation: 'update', attributes: { department: 'Sales' } } },
      },
    ]);
    expect(operator.step('AD', 'DS').outbound[AD]).toEqual({ 'connector-flow': 1 });
    expect(operator.simulator.audit().differences).toContainEqual(
      expect.objectContaining({
        kind: 'attribute-differs',
        attribute: 'department',
        expected: 'Sales',
        actual: 'SALES',
      }),
    );
    operator.change('AD', { faults: {} });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.object('AD').attributes['department']).toBe('Sales');
  });

  it('sees another change to the same object beside the confirmed one', () => {
    const operator = employed();
    exported(operator);
    operator.change('AD', { attributes: { mail: 'ada@fabrikam.example' } });
    expect(operator.step('AD', 'DI')).toMatchObject({ result: 'success', staging: { 'stage-update': 1 } });
    runToRest(operator);
    expect(operator.object('HR').attributes['email']).toBe('ada@fabrikam.example');
  });

  it('does not take a rename by hand for ours', () => {
    const operator = employed();
    exported(operator);
    operator.change('AD', { dn: `CN=Countess,CN=Users,${AD_PARTITION}` });
    expect(operator.step('AD', 'DI')).toMatchObject({ result: 'success', staging: { 'stage-rename': 1 } });
    runToRest(operator);
    expect(operator.object('AD').dn).toBe(`CN=Ada Lovelace,CN=Users,${AD_PARTITION}`);
  });

  it('of an object that somebody deleted after the export stages the delete', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    for (const [ma, profile] of [
      ['HR', 'DI'],
      ['HR', 'DS'],
      ['AD', 'EX'],
    ] as const)
      operator.run(ma, profile);
    operator.remove('AD');
    expect(operator.step('AD', 'DI')).toMatchObject({
      result: 'completed-sync-errors',
      staging: { 'stage-delete': 1 },
      importErrors: [
        { type: 'exported-change-not-reimported', notReimported: { change: { operation: 'add' } } },
      ],
    });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.simulator.objects('AD')).toHaveLength(1);
  });

  it('stages what it confirms where an import flow carries the value on', () => {
    // The badge system's number comes from HR, and the metaverse takes the badge from the badge system.
    const definition = changingMetaverse(
      changingAgent(company, HR, {
        exportFlows: [exports('employee', 'email', 'mail'), exports('employee', 'badge', 'badge')],
      }),
      {
        importFlows: [...company.metaverse.importFlows, into('badge', imports(BADGE, 'badge', 'name'))],
      },
    );
    const operator = createOperator(definition);
    operator.hire(ADA);
    for (const run of ['HR DI', 'HR DS', 'Badge EX']) operator.run(run.slice(0, -3), run.slice(-2));
    expect(operator.step('Badge', 'DI').staging).toEqual({ 'stage-add': 1 });
    expect(operator.step('Badge', 'DS').inbound).toEqual({ 'connector-flow': 1 });
    runToRest(operator);
    expect(operator.object('HR').attributes['badge']).toBe('Ada Lovelace');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('an export', () => {
  it('of an object that its directory deleted fails until an import finds out', () => {
    const operator = employed();
    operator.change('HR', { attributes: { department: 'Sales' } });
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    operator.remove('AD');
    expect(operator.step('AD', 'EX').exportErrors).toMatchObject([{ type: 'cd-missing-object' }]);
    runToRest(operator);
    expect(operator.object('AD').attributes['department']).toBe('Sales');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('of a delete finds the object gone, and that is as good', () => {
    for (const importFirst of [true, false]) {
      const operator = employed();
      operator.remove('HR');
      operator.run('HR', 'DI');
      operator.run('HR', 'DS');
      operator.remove('AD');
      if (importFirst) operator.run('AD', 'DI');
      expect(operator.step('AD', 'EX').exports).toEqual({ 'export-delete': 1 });
      runToRest(operator);
      expect(operator.simulator.audit()).toEqual(CLEAN);
    }
  });

  it('can be repeated before it is confirmed: the import confirms both', () => {
    const operator = employed();
    exported(operator);
    operator.change('HR', { attributes: { fullName: 'Ada King' } });
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    operator.run('AD', 'EX');
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-no-change': 1 });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('of an object marked bad fails, keeps its change and counts the attempts', () => {
    const operator = employed();
    operator.change('AD', { faults: { export: 'Insufficient access rights to perform the operation.' } });
    exported(operator);
    expect(operator.step('AD', 'EX')).toMatchObject({
      result: 'completed-export-errors',
      exports: { 'export-failure': 1 },
      exportErrors: [
        { type: 'permission-issue', literal: expect.stringContaining('Insufficient'), retryCount: 1 },
      ],
    });
    operator.change('AD', { faults: {} });
    runToRest(operator);
    expect(operator.object('AD').attributes['department']).toBe('Sales');
  });
});
