import { describe, expect, it } from 'vitest';
import {
  AD,
  AD_PARTITION,
  changingAgent,
  changingMetaverse,
  company,
  exports,
  imports,
  into,
  MIM,
  PHONE,
} from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

const ADA = { employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' };
const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

function existingAccount(operator: Operator): void {
  operator.simulator.add('AD', {
    objectType: 'user',
    dn: `CN=Lovelace,OU=Old,${AD_PARTITION}`,
    attributes: { employeeNumber: '1001', mail: 'ada@fabrikam.example' },
  });
}

function phones(operator: Operator): unknown {
  return operator.object('AD').attributes['telephoneNumber'];
}

describe('a join', () => {
  it('connects an object to the person that its rule finds, without regard to case', () => {
    const operator = createOperator(company);
    operator.hire({ ...ADA, employeeId: 'x1' });
    runToRest(operator);
    operator.simulator.add('Phone', {
      objectType: 'line',
      attributes: { extension: '55', owner: 'X1', number: '+49 55' },
    });
    operator.run('Phone', 'DI');
    const joined = operator.step('Phone', 'DS');
    expect(joined.inbound).toEqual({ 'disconnector-joined-flow': 1 });
    expect(joined.outbound[AD]).toEqual({ 'connector-flow': 1 });
    runToRest(operator);
    expect(operator.object('AD').attributes['telephoneNumber']).toBe('+49 55');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('is tried again by every delta synchronization until it succeeds', () => {
    const operator = createOperator(company);
    operator.simulator.add('Phone', { objectType: 'line', attributes: { extension: '55', owner: '1001' } });
    operator.run('Phone', 'DI');
    expect(operator.step('Phone', 'DS').inbound).toEqual({ 'disconnector-remains': 1 });
    expect(operator.step('Phone', 'DS').inbound).toEqual({ 'disconnector-remains': 1 });
    expect(operator.simulator.audit()).toEqual(CLEAN);
    operator.hire(ADA);
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    expect(operator.simulator.audit().differences).toContainEqual({
      kind: 'not-connected',
      managementAgent: 'Phone',
      dn: '55',
    });
    expect(operator.step('Phone', 'DS').inbound).toEqual({ 'disconnector-joined-no-flow': 1 });
  });

  it('wins over provisioning when the account is synchronized first', () => {
    const operator = createOperator(company);
    existingAccount(operator);
    runToRest(operator);
    operator.hire(ADA);
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').outbound[AD]).toEqual({ 'provisioned-rename-flow': 1 });
    runToRest(operator);
    expect(operator.object('AD').dn).toBe(`CN=Ada Lovelace,OU=Old,${AD_PARTITION}`);
    expect(operator.object('HR').attributes['email']).toBe('ada@fabrikam.example');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('makes a provisioned object needless that the directory refuses', () => {
    const operator = createOperator(company);
    existingAccount(operator);
    operator.hire(ADA);
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    const refused = operator.step('AD', 'EX');
    expect(refused).toMatchObject({
      result: 'completed-export-errors',
      exports: { 'export-failure': 1 },
      exportErrors: [{ type: 'cd-existing-object', retryCount: 0 }],
    });
    expect(operator.step('AD', 'EX').exportErrors).toMatchObject([{ retryCount: 1 }]);
    operator.run('AD', 'DI');
    expect(operator.step('AD', 'DS').inbound).toEqual({ 'disconnector-joined-flow': 1 });
    runToRest(operator);
    expect(operator.simulator.objects('AD')).toHaveLength(1);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('provisioning', () => {
  it('fails the synchronization of a person whose DN another one has, and nothing of it is done', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    operator.hire({ ...ADA, employeeId: '1002' });
    operator.run('HR', 'DI');
    const synchronized = operator.step('HR', 'DS');
    expect(synchronized).toMatchObject({
      result: 'completed-sync-errors',
      inbound: { 'disconnector-projected-flow': 1, 'flow-failure': 1 },
      importErrors: [{ type: 'extension-dll-exception', algorithmStep: 'provisioning', dn: '1002' }],
    });
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(1);
    operator.change('HR', { attributes: { fullName: 'Ada Byron' } }, '1002');
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.simulator.objects('AD')).toHaveLength(2);
  });

  it('creates nothing that the target would filter at once', () => {
    const filtering = changingAgent(company, MIM, {
      connectorFilters: [
        { objectType: 'Person', conditions: [{ attribute: 'Email', operator: 'not-present' }] },
      ],
    });
    const operator = createOperator(filtering);
    operator.hire(ADA);
    runToRest(operator);
    expect(operator.simulator.objects('MIM Service')).toEqual([]);
    operator.change('AD', { attributes: { mail: 'ada@fabrikam.example' } });
    runToRest(operator);
    expect(operator.object('MIM Service').attributes['Email']).toBe('ada@fabrikam.example');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a connector filter', () => {
  it('keeps an object out, and lets it in when it no longer matches', () => {
    const operator = createOperator(company);
    operator.hire({ ...ADA, status: 'applicant' });
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').inbound).toEqual({ 'disconnector-filtered': 1 });
    operator.change('HR', { attributes: { status: 'hired' } });
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').inbound).toEqual({ 'disconnector-projected-flow': 1 });
  });

  it('takes a connector out, and its person with it', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    runToRest(operator);
    operator.change('HR', { attributes: { status: 'applicant' } });
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').inbound).toEqual({ 'connector-filtered-remove-mv': 1 });
    runToRest(operator);
    expect(operator.simulator.objects('AD')).toEqual([]);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('the last connector', () => {
  it('takes its person along where no rule says otherwise', () => {
    const operator = createOperator(changingMetaverse(company, { deletionRules: [], provisioning: [] }));
    operator.hire(ADA);
    operator.simulator.add('Phone', { objectType: 'line', attributes: { extension: '55', owner: '1001' } });
    runToRest(operator);
    runToRest(operator);
    operator.remove('HR');
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').inbound).toEqual({ 'connector-delete-leave-mv': 1 });
    operator.remove('Phone');
    operator.run('Phone', 'DI');
    expect(operator.step('Phone', 'DS').inbound).toEqual({ 'connector-delete-remove-mv': 1 });
  });
});

describe('precedence', () => {
  it('ranked: the first flow with a value wins, and the next one when it has none any more', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    runToRest(operator);
    operator.change('AD', { attributes: { telephoneNumber: '+49 1' } });
    runToRest(operator);
    expect(phones(operator)).toBe('+49 1');
    operator.simulator.add('Phone', {
      objectType: 'line',
      attributes: { extension: '55', owner: '1001', number: '+49 55' },
    });
    runToRest(operator);
    expect(phones(operator)).toBe('+49 55');
    operator.change('AD', { attributes: { telephoneNumber: '+49 2' } });
    runToRest(operator);
    expect(phones(operator)).toBe('+49 55');
    operator.remove('Phone');
    runToRest(operator);
    expect(operator.object('Badge').attributes['phone']).toBe('+49 55');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('equal: the last change wins, whoever made it', () => {
    const definition = changingAgent(
      changingMetaverse(company, {
        importFlows: [
          ...company.metaverse.importFlows.filter((group) => group.metaverseAttribute !== 'phone'),
          {
            ...into('phone', imports(PHONE, 'line', 'number'), imports(AD, 'user', 'telephoneNumber')),
            precedence: 'equal',
          },
        ],
      }),
      PHONE,
      { exportFlows: [exports('line', 'number', 'phone')] },
    );
    const operator = createOperator(definition);
    operator.hire(ADA);
    operator.simulator.add('Phone', {
      objectType: 'line',
      attributes: { extension: '55', owner: '1001', number: '+49 55' },
    });
    runToRest(operator);
    runToRest(operator);
    for (const [managementAgent, attribute, value] of [
      ['AD', 'telephoneNumber', '+49 1'],
      ['Phone', 'number', '+49 2'],
      ['AD', 'telephoneNumber', '+49 3'],
    ] as const) {
      operator.change(managementAgent, { attributes: { [attribute]: value } });
      runToRest(operator);
      expect(phones(operator)).toBe(value);
      expect(operator.object('Phone').attributes['number']).toBe(value);
      expect(operator.simulator.audit()).toEqual(CLEAN);
    }
  });

  it('recalls a value with the connector that contributed it', () => {
    const operator = createOperator(
      changingMetaverse(company, {
        deletionRules: [{ metaverseObjectType: 'person', when: 'last', managementAgentIds: [] }],
      }),
    );
    operator.hire(ADA);
    runToRest(operator);
    operator.remove('HR');
    runToRest(operator);
    expect(operator.object('Badge').attributes['name']).toBeUndefined();
    // AD's own department ranks second, and is there to fall back to.
    expect(operator.object('AD').attributes['department']).toBe('Research');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('reads what is synchronized, not what is merely staged', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    runToRest(operator);
    operator.change('AD', { attributes: { mail: 'ada@fabrikam.example' } });
    operator.run('AD', 'DI');
    operator.change('HR', { attributes: { department: 'Sales' } });
    operator.run('HR', 'DI');
    const synchronized = operator.step('HR', 'DS');
    expect(synchronized.outbound[MIM]).toEqual({ 'connector-no-flow': 1 });
    expect(operator.step('AD', 'DS').outbound[MIM]).toEqual({ 'connector-flow': 1 });
  });
});
