import { describe, expect, it } from 'vitest';
import type { RunProfile, RunProfileStep } from '../../domain/management-agent/management-agent.js';
import type { WorldDefinition } from '../definition/world-definition.js';
import { changingAgent, company, HR, partitionOf } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { usualProfiles } from '../fixtures/usual-profiles.js';

const partitionId = partitionOf(HR);
const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

function withProfile(...steps: readonly Omit<RunProfileStep, 'partitionId'>[]): WorldDefinition {
  const profile: RunProfile = { name: 'Test', steps: steps.map((step) => ({ partitionId, ...step })) };
  const usual = company.managementAgents.find((ma) => ma.id === HR)?.partitions ?? [];
  return changingAgent(company, HR, { runProfiles: [...usualProfiles(usual), profile] });
}

function staff(definition: WorldDefinition, count: number): Operator {
  const operator = createOperator(definition);
  for (let number = 1; number <= count; number++) {
    operator.hire({ employeeId: `E${number}`, fullName: `Employee ${number}` });
  }
  return operator;
}

function duration(count: number): number {
  const { start, end = 0 } = staff(company, count).step('HR', 'DI');
  return end - start;
}

function results(operator: Operator): readonly (readonly [string, string])[] {
  return operator.run('HR', 'Test').steps.map((step) => [step.type, step.result]);
}

describe('a run', () => {
  it('of several steps does them in order, each with its own times', () => {
    const operator = staff(withProfile({ type: 'full-import' }, { type: 'delta-sync' }), 3);
    const run = operator.run('HR', 'Test');
    expect(run).toMatchObject({ runNumber: 1, result: 'success' });
    const [first, second] = run.steps;
    expect(first?.staging).toEqual({ 'stage-add': 3 });
    expect(second?.inbound).toEqual({ 'disconnector-projected-flow': 3 });
    expect(second?.start).toBe(first?.end);
    expect(run.end).toBe(second?.end);
  });

  it.each(['delta-import-delta-sync', 'full-import-delta-sync', 'full-import-full-sync'] as const)(
    'of %s imports and synchronizes in one step',
    (type) => {
      const step = staff(withProfile({ type }), 2).step('HR', 'Test');
      expect(step).toMatchObject({
        result: 'success',
        staging: { 'stage-add': 2 },
        inbound: { 'disconnector-projected-flow': 2 },
      });
    },
  );

  it('takes a fixed time and more with every object', () => {
    expect(duration(0)).toBe(3000);
    expect(duration(200)).toBe(3000 + 2000);
  });

  it('of an unknown profile does not start; names do not regard case', () => {
    const { engine } = createOperator(company).simulator;
    expect(engine.start('HR', 'Nightly', 'me')).toEqual({
      started: false,
      result: 'no-start-unknown-profile-name',
    });
    expect(engine.start('hr', 'di', 'me')).toEqual({ started: true, runNumber: 1 });
  });

  it('counts its numbers per management agent', () => {
    const operator = createOperator(company);
    expect([operator.run('HR', 'DI'), operator.run('HR', 'DS'), operator.run('AD', 'DI')]).toMatchObject([
      { runNumber: 1 },
      { runNumber: 2 },
      { runNumber: 1 },
    ]);
  });

  it('synchronizes fully: every object is evaluated', () => {
    const operator = staff(company, 3);
    runToRest(operator);
    expect(operator.step('HR', 'FS').inbound).toEqual({ 'connector-no-flow': 3 });
    expect(operator.step('HR', 'DS').inbound).toEqual({});
  });
});

describe('a step ends with', () => {
  it('completed-no-objects when a full import finds nothing', () => {
    const operator = staff(company, 1);
    runToRest(operator);
    operator.remove('HR');
    expect(operator.step('HR', 'FI')).toMatchObject({
      result: 'completed-no-objects',
      staging: { 'stage-delete': 1 },
    });
    expect(operator.step('HR', 'DI').result).toBe('success');
  });

  it('completed-warnings for a drop file, which changes nothing', () => {
    const operator = staff(withProfile({ type: 'full-import', dropFile: true }, { type: 'delta-sync' }), 1);
    expect(results(operator)).toEqual([
      ['full-import', 'completed-warnings'],
      ['delta-sync', 'success'],
    ]);
    expect(operator.simulator.engine.state.world.connectorSpace.objects.size).toBe(0);
  });

  it('missing-partition-for-run-step, and the run with it', () => {
    const lost = '{00000000-0000-4000-B000-00000000DEAD}';
    const operator = staff(
      withProfile({ type: 'full-import', partitionId: lost } as RunProfileStep, { type: 'delta-sync' }),
      1,
    );
    const run = operator.run('HR', 'Test');
    expect(run.result).toBe('missing-partition-for-run-step');
    expect(run.steps).toMatchObject([{ partition: lost, result: 'missing-partition-for-run-step' }]);
  });

  it('completed-discovery-errors: nothing becomes obsolete, and the next step does not run', () => {
    const operator = staff(withProfile({ type: 'full-import' }, { type: 'delta-sync' }), 3);
    runToRest(operator);
    operator.change('HR', { faults: { discovery: 'unexpected-data' } }, 'E1');
    operator.remove('HR', 'E2');
    expect(results(operator)).toEqual([['full-import', 'completed-discovery-errors']]);
    expect(operator.simulator.engine.lastRun(HR)?.steps[0]).toMatchObject({
      staging: { 'stage-no-change': 1, 'stage-failure': 1 },
      discoveryErrors: [{ type: 'unexpected-data', dn: 'E1' }],
    });
    // The delta import reads the bad object again each time, so that nothing is lost when it is healed.
    expect(operator.step('HR', 'DI').result).toBe('completed-discovery-errors');
    operator.change('HR', { faults: {}, attributes: { fullName: 'Employee One' } }, 'E1');
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.object('AD', 'E1').attributes['displayName']).toBe('Employee One');
  });

  it('completed-sync-errors: the object stays staged and is tried again, and later steps run', () => {
    const operator = staff(withProfile({ type: 'delta-sync' }, { type: 'export' }), 2);
    operator.change('HR', { faults: { synchronization: 'The rules extension found no manager.' } }, 'E1');
    operator.run('HR', 'DI');
    expect(results(operator)).toEqual([
      ['delta-sync', 'completed-sync-errors'],
      ['export', 'success'],
    ]);
    expect(operator.step('HR', 'DS')).toMatchObject({
      inbound: { 'flow-failure': 1 },
      importErrors: [{ type: 'extension-dll-exception', dn: 'E1', retryCount: 1 }],
    });
    expect(operator.simulator.audit().differences).toContainEqual(
      expect.objectContaining({ kind: 'pending-import', dn: 'E1' }),
    );
    operator.change('HR', { faults: {} }, 'E1');
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a limit', () => {
  it.each(['delta-import', 'full-import'] as const)('of objects stops a %s, and the run with it', (type) => {
    const operator = staff(withProfile({ type, objectLimit: 2 }, { type: 'delta-sync' }), 3);
    expect(results(operator)).toEqual([[type, 'stopped-object-limit']]);
    expect(operator.simulator.engine.lastRun(HR)?.steps[0]?.staging).toEqual({ 'stage-add': 2 });
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('of objects lets the next delta import go on where this one stopped, until it is through', () => {
    const operator = staff(withProfile({ type: 'delta-import', objectLimit: 2 }), 5);
    runToRest(operator);
    operator.remove('HR', 'E2');
    for (const name of ['E1', 'E4', 'E5']) {
      operator.change('HR', { attributes: { fullName: `New ${name}` } }, name);
    }
    const limited = [1, 2, 3].map(() => operator.step('HR', 'Test'));
    expect(limited.map(({ result, staging }) => [result, staging])).toEqual([
      ['stopped-object-limit', { 'stage-delete': 1, 'stage-update': 1 }],
      ['success', { 'stage-update': 2 }],
      ['success', {}],
    ]);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('of objects does not let a delta import go on over an object that it could not read', () => {
    const operator = staff(withProfile({ type: 'delta-import', objectLimit: 2 }), 3);
    operator.change('HR', { faults: { discovery: 'unexpected-data' } }, 'E1');
    operator.change('HR', { attributes: { fullName: 'Two' } }, 'E2');
    operator.change('HR', { attributes: { fullName: 'Three' } }, 'E3');
    operator.run('HR', 'Test');
    operator.change('HR', { faults: {} }, 'E1');
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('of objects lets each full import begin anew: it is never through', () => {
    const operator = staff(withProfile({ type: 'full-import', objectLimit: 2 }), 3);
    expect(
      [1, 2, 3].map(() => operator.step('HR', 'Test')).map((step) => [step.result, step.staging]),
    ).toEqual([
      ['stopped-object-limit', { 'stage-add': 2 }],
      ['stopped-object-limit', { 'stage-no-change': 2 }],
      ['stopped-object-limit', { 'stage-no-change': 2 }],
    ]);
  });

  it('of objects lets the next synchronization and export go on with the rest', () => {
    const operator = staff(withProfile({ type: 'delta-sync', objectLimit: 2 }), 3);
    operator.run('HR', 'DI');
    expect([1, 2].map(() => operator.step('HR', 'Test').result)).toEqual(['stopped-object-limit', 'success']);
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(3);
  });

  it('of objects that is not reached does not stop', () => {
    expect(results(staff(withProfile({ type: 'delta-import', objectLimit: 3 }), 3))).toEqual([
      ['delta-import', 'success'],
    ]);
  });

  it('of objects stops a synchronization and an export', () => {
    const operator = staff(withProfile({ type: 'delta-sync', objectLimit: 1 }), 2);
    operator.run('HR', 'DI');
    expect(results(operator)).toEqual([['delta-sync', 'stopped-object-limit']]);
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(1);
  });

  it.each(['delta-import', 'full-import'] as const)('of deletes stops a %s', (type) => {
    const operator = staff(withProfile({ type, deletionLimit: 1 }), 3);
    runToRest(operator);
    operator.remove('HR', 'E1');
    operator.remove('HR', 'E2');
    expect(results(operator)).toEqual([[type, 'stopped-deletion-limit']]);
    expect(operator.simulator.engine.lastRun(HR)?.steps[0]?.staging['stage-delete']).toBe(1);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('stopping', () => {
  it('ends the run at once; what it has done stays done, and the rest is found later', () => {
    const operator = staff(company, 500);
    const { engine } = operator.simulator;
    engine.start('HR', 'DI', 'me');
    operator.clock.advance(3000 + 2500);
    const run = engine.run('HR', 1);
    const staged = run.steps[0]?.staging['stage-add'] ?? 0;
    expect(staged).toBeGreaterThan(100);
    expect(staged).toBeLessThan(400);
    expect(engine.stop('HR')).toBe('success');
    expect(run).toMatchObject({
      result: 'stopped-user-termination-from-wmi-or-ui',
      steps: [{ result: 'stopped-user-termination-from-wmi-or-ui', staging: { 'stage-add': staged } }],
    });
    expect(engine.stop('HR')).toBe('ma-not-running');
    operator.clock.advanceUntilIdle();
    expect(run.steps[0]?.staging).toEqual({ 'stage-add': staged });
    expect(operator.step('HR', 'DI').staging).toEqual({
      'stage-no-change': staged,
      'stage-add': 500 - staged,
    });
  });

  it('half-way through a synchronization leaves the rest staged', () => {
    const operator = staff(company, 400);
    operator.run('HR', 'DI');
    operator.simulator.engine.start('HR', 'DS', 'me');
    operator.clock.advance(3000 + 1000);
    operator.simulator.engine.stop('HR');
    const { size } = operator.simulator.engine.state.world.metaverse.objects;
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(400);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a change that is made while an import reads', () => {
  it('is not in that import, and is found by the next', () => {
    const operator = staff(company, 200);
    const { engine } = operator.simulator;
    engine.start('HR', 'DI', 'me');
    operator.clock.advance(3000 + 1000);
    operator.hire({ employeeId: 'late', fullName: 'Late Comer' });
    operator.change('HR', { attributes: { fullName: 'Changed Late' } }, 'E200');
    operator.clock.advanceUntilIdle();
    expect(engine.run('HR', 1).steps[0]?.staging).toEqual({ 'stage-add': 200 });
    // Both are adds to the engine: nothing has synchronized the changed one yet.
    expect(operator.step('HR', 'DI').staging).toEqual({ 'stage-add': 2 });
    runToRest(operator);
    expect(operator.object('AD', 'E200').attributes['displayName']).toBe('Changed Late');
  });
});
