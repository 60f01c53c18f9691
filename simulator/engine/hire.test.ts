import { describe, expect, it } from 'vitest';
import { AD, BADGE, company, HR, MIM } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';

function hire(operator: Operator): void {
  operator.simulator.add(HR, {
    objectType: 'employee',
    attributes: { employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' },
  });
}

describe('a hire', () => {
  it('becomes an account by import, synchronization, export and confirming import', () => {
    const operator = createOperator(company);
    hire(operator);

    const imported = operator.step(HR, 'DI');
    expect(imported).toMatchObject({ result: 'success', staging: { 'stage-add': 1 } });

    const synchronized = operator.step(HR, 'DS');
    expect(synchronized.inbound).toEqual({ 'disconnector-projected-flow': 1 });
    expect(synchronized.outbound).toEqual({
      [AD]: { 'provisioned-add-flow': 1 },
      [MIM]: { 'provisioned-add-flow': 1 },
      [BADGE]: { 'provisioned-add-flow': 1 },
    });

    expect(operator.step(AD, 'EX')).toMatchObject({ result: 'success', exports: { 'export-add': 1 } });
    expect(operator.object(AD)).toMatchObject({
      dn: 'CN=Ada Lovelace,CN=Users,DC=fabrikam,DC=example',
      attributes: {
        employeeNumber: '1001',
        displayName: 'Ada Lovelace',
        department: 'Research',
        userAccountControl: '512',
        objectSid: expect.stringMatching(/^S-1-5-21-/),
      },
    });

    // The directory made values of its own: the confirming import brings them back, and the synchronization takes them on.
    expect(operator.step(AD, 'DI').staging).toEqual({ 'stage-update': 1 });
    expect(operator.step(AD, 'DS').inbound).toEqual({ 'connector-flow': 1 });
    expect(operator.step(AD, 'DI').staging).toEqual({});

    expect(operator.step(BADGE, 'EX').exports).toEqual({ 'export-add': 1 });
    expect(operator.object(BADGE)).toMatchObject({
      anchor: '1001',
      dn: '1001',
      attributes: { name: 'Ada Lovelace' },
    });
    expect(operator.step(BADGE, 'DI').staging).toEqual({ 'stage-no-change': 1 });
  });
});
