import { describe, expect, it } from 'vitest';
import { AD, AD_PARTITION, BADGE, changingAgent, company, MIM } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

const ADA = { employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' };
const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

function employing(...people: readonly Readonly<Record<string, string>>[]): Operator {
  const operator = createOperator(company);
  for (const person of people) operator.hire(person);
  runToRest(operator);
  return operator;
}

describe('a hire', () => {
  it('becomes an account by import, synchronization, export and confirming import', () => {
    const operator = createOperator(company);
    operator.hire(ADA);

    const imported = operator.step('HR', 'DI');
    expect(imported).toMatchObject({ result: 'success', staging: { 'stage-add': 1 } });

    const synchronized = operator.step('HR', 'DS');
    expect(synchronized.inbound).toEqual({ 'disconnector-projected-flow': 1 });
    expect(synchronized.outbound).toEqual({
      [AD]: { 'provisioned-add-flow': 1 },
      [MIM]: { 'provisioned-add-flow': 1 },
      [BADGE]: { 'provisioned-add-flow': 1 },
    });

    expect(operator.step('AD', 'EX')).toMatchObject({ result: 'success', exports: { 'export-add': 1 } });
    expect(operator.object('AD')).toMatchObject({
      dn: `CN=Ada Lovelace,CN=Users,${AD_PARTITION}`,
      attributes: {
        employeeNumber: '1001',
        displayName: 'Ada Lovelace',
        department: 'Research',
        userAccountControl: '512',
        objectSid: expect.stringMatching(/^S-1-5-21-/),
      },
    });

    // AD made values of its own: the confirming import brings them back, and the synchronization takes them on.
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-update': 1 });
    expect(operator.step('AD', 'DS').inbound).toEqual({ 'connector-flow': 1 });
    expect(operator.step('AD', 'DI').staging).toEqual({});

    expect(operator.step('Badge', 'EX').exports).toEqual({ 'export-add': 1 });
    expect(operator.object('Badge')).toMatchObject({
      anchor: '1001',
      dn: '1001',
      attributes: { name: 'Ada Lovelace' },
    });
    expect(operator.step('Badge', 'DI').staging).toEqual({ 'stage-no-change': 1 });

    expect(operator.simulator.audit().atRest).toBe(false);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('is tracked until it has arrived everywhere', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    const settledAt = (): string | undefined => operator.simulator.state.changes[0]?.change.settledAt;
    const nearlyAll = [
      'HR DI',
      'HR DS',
      'AD EX',
      'AD DI',
      'AD DS',
      'MIM Service EX',
      'MIM Service DI',
      'MIM Service DS',
    ];
    for (const run of [...nearlyAll, 'Badge EX']) {
      operator.run(run.slice(0, -3), run.slice(-2));
      expect(settledAt()).toBeUndefined();
    }
    operator.run('Badge', 'DI');
    expect(settledAt()).toBe(new Date(operator.clock.now()).toISOString());
  });
});

describe('a leaver', () => {
  it('loses every account', () => {
    const operator = employing(ADA, { employeeId: '1002', fullName: 'Ben Brandt' });
    operator.remove('HR', '1001');
    expect(operator.step('HR', 'DI').staging).toEqual({ 'stage-delete': 1 });
    const synchronized = operator.step('HR', 'DS');
    expect(synchronized.inbound).toEqual({ 'connector-delete-remove-mv': 1 });
    expect(synchronized.outbound[AD]).toEqual({ 'provisioned-disconnect': 1 });
    expect(operator.step('AD', 'EX').exports).toEqual({ 'export-delete': 1 });
    expect(operator.step('AD', 'DI')).toMatchObject({ result: 'success', staging: { 'stage-no-change': 1 } });
    runToRest(operator);
    for (const ma of ['AD', 'MIM Service', 'Badge']) {
      expect(operator.simulator.objects(ma).map(({ attributes }) => attributes)).toHaveLength(1);
    }
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.simulator.state.changes.at(-1)?.change).toMatchObject({
      kind: 'delete',
      settledAt: expect.any(String),
    });
  });

  it('keeps the account of a management agent that makes disconnectors', () => {
    for (const deprovisioning of ['make-normal-disconnector', 'make-explicit-disconnector'] as const) {
      const operator = createOperator(changingAgent(company, AD, { deprovisioning }));
      operator.hire(ADA);
      runToRest(operator);
      operator.remove('HR');
      runToRest(operator);
      expect(operator.object('AD').attributes['employeeNumber']).toBe('1001');
      const remains = deprovisioning === 'make-normal-disconnector' ? { 'disconnector-remains': 1 } : {};
      expect(operator.step('AD', 'DS').inbound).toEqual(remains);
      expect(operator.simulator.audit()).toEqual(CLEAN);
    }
  });

  it('who was never exported leaves nothing behind', () => {
    const operator = createOperator(company);
    operator.hire(ADA);
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    operator.remove('HR');
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    expect(operator.step('AD', 'EX').exports).toEqual({});
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('an account that somebody deletes by hand', () => {
  it('is provisioned again while the person stays', () => {
    const operator = employing(ADA);
    const before = operator.object('AD').anchor;
    operator.remove('AD');
    operator.run('AD', 'DI');
    const synchronized = operator.step('AD', 'DS');
    expect(synchronized.inbound).toEqual({ 'connector-delete-leave-mv': 1 });
    expect(synchronized.outbound[AD]).toEqual({ 'provisioned-add-flow': 1 });
    runToRest(operator);
    expect(operator.object('AD')).toMatchObject({ attributes: { employeeNumber: '1001' } });
    expect(operator.object('AD').anchor).not.toBe(before);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a rename', () => {
  it('by a new name in HR moves the account', () => {
    const operator = employing(ADA);
    operator.change('HR', { attributes: { fullName: 'Ada King' } });
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').outbound[AD]).toEqual({ 'provisioned-rename-flow': 1 });
    expect(operator.step('AD', 'EX').exports).toEqual({ 'export-rename': 1 });
    expect(operator.object('AD').dn).toBe(`CN=Ada King,CN=Users,${AD_PARTITION}`);
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-no-change': 1 });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('by hand is undone, since the name flows; a move by hand stays', () => {
    const operator = employing(ADA);
    operator.change('AD', { dn: `CN=Countess,OU=Staff,${AD_PARTITION}` });
    expect(operator.step('AD', 'DI').staging).toEqual({ 'stage-rename': 1 });
    expect(operator.step('AD', 'DS').outbound[AD]).toEqual({ 'provisioned-rename-no-flow': 1 });
    runToRest(operator);
    expect(operator.object('AD').dn).toBe(`CN=Ada Lovelace,OU=Staff,${AD_PARTITION}`);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a value that somebody changes in a target', () => {
  it('is set right by the next synchronization and export', () => {
    const operator = employing(ADA);
    operator.change('AD', { attributes: { displayName: 'The Countess' } });
    operator.run('AD', 'DI');
    expect(operator.step('AD', 'DS').outbound[AD]).toEqual({ 'connector-flow': 1 });
    runToRest(operator);
    expect(operator.object('AD').attributes['displayName']).toBe('Ada Lovelace');
  });

  it('which only new objects are given is left alone', () => {
    const operator = employing(ADA);
    operator.change('AD', { attributes: { userAccountControl: '514' } });
    runToRest(operator);
    expect(operator.object('AD').attributes['userAccountControl']).toBe('514');
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});
