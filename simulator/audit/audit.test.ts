import { describe, expect, it } from 'vitest';
import { company } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { partitionKey, type ConnectorSpaceObject } from '../world/connector-space.js';
import { directoryOf } from '../world/directory/directory-objects.js';
import { putConnectorSpaceObject, removeConnectorSpaceObject } from '../world/world.js';

function employed(): Operator {
  const operator = createOperator(company);
  operator.hire({ employeeId: '1001', fullName: 'Ada Lovelace', department: 'Research' });
  runToRest(operator);
  return operator;
}

/** What an engine would do that loses things: each import passes over whatever changed so far. */
function skipChanges(operator: Operator): void {
  const { world, watermarks } = operator.simulator.engine.state;
  for (const ma of company.managementAgents) {
    for (const { id } of ma.partitions) {
      watermarks.set(partitionKey(ma.id, id), directoryOf(world, ma.id).sequence);
    }
  }
}

function objectOf(operator: Operator, managementAgent: string): ConnectorSpaceObject {
  const { anchor } = operator.object(managementAgent);
  const { objects } = operator.simulator.engine.state.world.connectorSpace;
  const found = [...objects.values()].find((object) => object.anchor === anchor);
  if (!found) throw new Error('no connector space object');
  return found;
}

describe('the audit', () => {
  it('is not at rest while something runs, even if nothing waits', () => {
    const operator = employed();
    operator.simulator.engine.start('HR', 'DI', 'me');
    expect(operator.simulator.audit()).toMatchObject({ atRest: false, consistent: true, differenceCount: 0 });
  });

  it('names what waits, from the directory to the confirmation', () => {
    const operator = employed();
    operator.change('HR', { attributes: { department: 'Sales' } });
    const kinds = (): readonly string[] =>
      operator.simulator
        .audit()
        .differences.map((difference) => `${difference.kind} ${difference.managementAgent}`);
    expect(kinds()).toEqual(['not-imported HR', 'attribute-differs AD']);
    operator.run('HR', 'DI');
    expect(kinds()).toEqual(['pending-import HR', 'attribute-differs AD']);
    operator.run('HR', 'DS');
    expect(kinds()).toEqual(['pending-export AD', 'attribute-differs AD']);
    operator.run('AD', 'EX');
    expect(kinds()).toEqual(['unconfirmed-export AD']);
    operator.run('AD', 'DI');
    expect(kinds()).toEqual([]);
  });

  it('sees a change that an import has passed over', () => {
    const operator = employed();
    operator.change('HR', { attributes: { department: 'Sales' } });
    skipChanges(operator);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual({
      atRest: false,
      consistent: false,
      differenceCount: 2,
      differences: [
        { kind: 'not-imported', managementAgent: 'HR', dn: '1001' },
        {
          kind: 'attribute-differs',
          managementAgent: 'AD',
          dn: 'CN=Ada Lovelace,CN=Users,DC=fabrikam,DC=example',
          attribute: 'department',
          expected: 'Sales',
          actual: 'Research',
        },
      ],
    });
  });

  it('sees an export that was lost, though nothing waits for it any more', () => {
    const operator = employed();
    operator.change('HR', { attributes: { department: 'Sales' } });
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    putConnectorSpaceObject(operator.simulator.engine.state.world, {
      ...objectOf(operator, 'AD'),
      pendingExport: undefined,
    });
    expect(operator.simulator.audit()).toMatchObject({
      atRest: true,
      consistent: false,
      differences: [{ kind: 'attribute-differs', managementAgent: 'AD', attribute: 'department' }],
    });
  });

  it('sees a synchronization that was lost', () => {
    const operator = employed();
    operator.change('HR', { attributes: { department: 'Sales' } });
    operator.run('HR', 'DI');
    const object = objectOf(operator, 'HR');
    putConnectorSpaceObject(operator.simulator.engine.state.world, {
      ...object,
      confirmed: object.staged?.image,
      staged: undefined,
    });
    expect(operator.simulator.audit()).toMatchObject({
      atRest: true,
      consistent: false,
      differences: [{ kind: 'attribute-differs', managementAgent: 'AD', attribute: 'department' }],
    });
  });

  it('sees a hire that went nowhere: the object that hangs together with nothing, and those that are missing', () => {
    const operator = employed();
    operator.hire({ employeeId: '1002', fullName: 'Ben Brandt' });
    skipChanges(operator);
    expect(operator.simulator.audit().differences).toEqual([
      { kind: 'not-imported', managementAgent: 'HR', dn: '1002' },
      { kind: 'not-connected', managementAgent: 'HR', dn: '1002' },
      { kind: 'missing-object', managementAgent: 'AD', dn: 'CN=Ben Brandt,CN=Users,DC=fabrikam,DC=example' },
      { kind: 'missing-object', managementAgent: 'MIM Service', dn: '1002' },
      { kind: 'missing-object', managementAgent: 'Badge', dn: '1002' },
    ]);
  });

  it('sees an account that outlived its person', () => {
    const operator = employed();
    operator.remove('HR');
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    const { world } = operator.simulator.engine.state;
    const lost = objectOf(operator, 'AD');
    putConnectorSpaceObject(world, { ...lost, pendingExport: { operation: 'delete', attributes: {} } });
    expect(operator.simulator.audit().differences).toContainEqual({
      kind: 'unexpected-object',
      managementAgent: 'AD',
      dn: 'CN=Ada Lovelace,CN=Users,DC=fabrikam,DC=example',
    });
    removeConnectorSpaceObject(world, lost.id);
    expect(operator.simulator.audit().differences).toContainEqual(
      expect.objectContaining({ kind: 'not-imported', managementAgent: 'AD' }),
    );
  });

  it('sees a delete that was passed over: the object that should go with it, and the one that is not there', () => {
    const operator = employed();
    operator.remove('HR');
    skipChanges(operator);
    const { differences } = operator.simulator.audit();
    expect(differences.filter(({ kind }) => kind === 'unexpected-object')).toHaveLength(3);
    expect(differences).toContainEqual({ kind: 'not-imported', managementAgent: 'HR', dn: '1001' });
  });

  it('lists the first 200 differences and counts all', () => {
    const operator = createOperator(company);
    for (let number = 0; number < 150; number++) {
      operator.hire({ employeeId: `E${number}`, fullName: `Employee ${number}` });
    }
    const audit = operator.simulator.audit();
    expect(audit.differences).toHaveLength(200);
    expect(audit.differenceCount).toBe(150 + 150 * 4);
  });
});
