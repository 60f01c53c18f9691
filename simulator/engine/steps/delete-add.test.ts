import { describe, expect, it } from 'vitest';
import { AD, changingAgent, company, HR } from '../../fixtures/company.js';
import { createOperator, type Operator } from '../../fixtures/operator.js';
import { runToRest } from '../../fixtures/quiescence.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };
const ADA = { employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' };

/** Ada has an account; it was deleted, and another one was made under its name. */
function recreated(attributes: Readonly<Record<string, string>>, definition = company): Operator {
  const operator = createOperator(definition);
  operator.hire(ADA);
  runToRest(operator);
  const { dn } = operator.object('AD');
  operator.remove('AD');
  operator.simulator.add('AD', { objectType: 'user', dn, attributes });
  return operator;
}

describe('an object that was deleted and made again under its name', () => {
  it.each(['DI', 'FI'])('is one delete-add to the %s, not a delete and an add', (profile) => {
    const operator = recreated({ employeeNumber: '1001' });
    expect(operator.step('AD', profile).staging).toEqual({ 'stage-delete-add': 1 });
    expect(operator.step('AD', profile).staging).toEqual(profile === 'FI' ? { 'stage-no-change': 1 } : {});
  });

  it('joins again where it matches, and gets its values back', () => {
    const operator = recreated({ employeeNumber: '1001' });
    operator.run('AD', 'DI');
    const synchronized = operator.step('AD', 'DS');
    expect(synchronized.inbound).toEqual({ 'connector-delete-add-processed': 1 });
    expect(synchronized.outbound[AD]).toEqual({ 'connector-flow': 1 });
    expect(operator.step('AD', 'EX').exports).toEqual({ 'export-update': 1 });
    runToRest(operator);
    expect(operator.object('AD').attributes).toMatchObject({
      displayName: 'Ada Lovelace',
      department: 'Research',
    });
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('that changes once more before it is synchronized stays a delete-add', () => {
    const operator = recreated({ employeeNumber: '1001' });
    operator.run('AD', 'DI');
    operator.change('AD', { attributes: { department: 'Sales' } });
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-delete-add': 1 });
    expect(operator.step('AD', 'DS').inbound).toEqual({ 'connector-delete-add-processed': 1 });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('that is deleted again before it is synchronized is a delete', () => {
    const operator = recreated({ employeeNumber: '1001' });
    operator.run('AD', 'DI');
    operator.remove('AD');
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-delete': 1 });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('takes its metaverse object with it where the deletion rule says so, and is joined to nothing', () => {
    const definition = {
      ...company,
      metaverse: {
        ...company.metaverse,
        deletionRules: [
          { metaverseObjectType: 'person', when: 'any-of' as const, managementAgentIds: [AD, HR] },
        ],
      },
    };
    const operator = recreated({ employeeNumber: '1001' }, definition);
    operator.run('AD', 'DI');
    expect(operator.step('AD', 'DS').inbound).toEqual({ 'connector-delete-add-processed': 1 });
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(0);
  });

  it('that matches nobody stays apart, and the old one is provisioned anew', () => {
    const operator = recreated({ employeeNumber: '9999' });
    operator.run('AD', 'DI');
    const synchronized = operator.step('AD', 'DS');
    expect(synchronized.inbound).toEqual({ 'connector-delete-add-processed': 1 });
    expect(synchronized.outbound[AD]).toEqual({ 'provisioned-add-flow': 1 });
    // The name is taken: the directory refuses, until somebody moves one of them.
    expect(operator.step('AD', 'EX').result).toBe('completed-export-errors');
  });

  it('is an add and a delete where the old one was no connector', () => {
    const operator = createOperator(changingAgent(company, AD, { joins: [] }));
    const { dn } = operator.simulator.add('AD', {
      objectType: 'user',
      attributes: { cn: 'Guest', employeeNumber: '7' },
    });
    runToRest(operator);
    operator.remove('AD');
    operator.simulator.add('AD', { objectType: 'user', dn, attributes: { cn: 'Guest' } });
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-add': 1, 'stage-delete': 1 });
  });
});
