import { describe, expect, it } from 'vitest';
import type { RunProfileStep } from '../../domain/management-agent/management-agent.js';
import { AD, changingAgent, company, HR, MIM, partitionOf } from '../fixtures/company.js';
import { createOperator } from '../fixtures/operator.js';

const REFUSED = { started: false, result: 'no-start-concurrent-execution-not-support' };

describe('the engine', () => {
  it('refuses a second run of a management agent, and records it', () => {
    const { simulator, clock } = createOperator(company);
    simulator.engine.start('HR', 'DI', 'me');
    expect(simulator.engine.start('HR', 'DS', 'me')).toEqual({
      started: false,
      result: 'no-start-ma-already-running',
    });
    expect(simulator.engine.state.violations).toEqual([
      {
        at: new Date(clock.now()).toISOString(),
        rule: 'one-run-per-management-agent',
        managementAgent: 'HR',
        runProfile: 'DS',
        message: '"DS" of HR was started while run 1, "DI" of HR, was going on.',
      },
    ]);
    clock.advanceUntilIdle();
    expect(simulator.engine.start('HR', 'DS', 'me')).toEqual({ started: true, runNumber: 2 });
  });

  it('lets imports and exports run beside each other and beside a synchronization', () => {
    const { engine } = createOperator(company).simulator;
    for (const [ma, profile] of [
      ['HR', 'DS'],
      ['AD', 'DI'],
      ['MIM Service', 'FI'],
      ['Phone', 'EX'],
    ] as const) {
      expect(engine.start(ma, profile, 'me')).toMatchObject({ started: true });
    }
    expect(engine.running()).toBe(4);
    expect(engine.state.violations).toEqual([]);
  });

  it('refuses two synchronizations, and records it', () => {
    const { engine } = createOperator(company).simulator;
    engine.start('HR', 'DS', 'me');
    expect(engine.start('AD', 'FS', 'me')).toEqual(REFUSED);
    expect(engine.state.violations).toMatchObject([{ rule: 'one-synchronization', managementAgent: 'AD' }]);
  });

  it.each([
    ['HR', 'DS', 'MIM Service', 'DI'],
    ['MIM Service', 'DI', 'HR', 'FS'],
  ])(
    'would freeze with %s %s beside %s %s: it refuses and records it',
    (first, firstProfile, second, secondProfile) => {
      const { engine } = createOperator(company).simulator;
      expect(engine.start(first, firstProfile, 'me')).toMatchObject({ started: true });
      expect(engine.start(second, secondProfile, 'me')).toEqual(REFUSED);
      expect(engine.state.violations).toMatchObject([{ rule: 'mim-service-delta-import-beside-sync' }]);
    },
  );

  it('judges each step when its turn comes', () => {
    const steps: readonly RunProfileStep[] = [
      { type: 'delta-import', partitionId: partitionOf(AD) },
      { type: 'delta-sync', partitionId: partitionOf(AD) },
      { type: 'export', partitionId: partitionOf(AD) },
    ];
    const operator = createOperator(changingAgent(company, AD, { runProfiles: [{ name: 'All', steps }] }));
    const { engine } = operator.simulator;
    for (let number = 0; number < 1000; number++) {
      operator.hire({ employeeId: `E${number}`, fullName: `Employee ${number}` });
    }
    operator.run('HR', 'DI');
    engine.start('HR', 'DS', 'me');
    expect(engine.start('AD', 'All', 'me')).toMatchObject({ started: true });
    operator.clock.advanceUntilIdle();
    expect(engine.run('AD', 1).steps.map((step) => step.result)).toEqual([
      'success',
      'no-start-concurrent-execution-not-support',
    ]);
    expect(engine.run('AD', 1).result).toBe('no-start-concurrent-execution-not-support');
    expect(engine.state.violations).toMatchObject([{ rule: 'one-synchronization', runProfile: 'All' }]);
    expect([HR, MIM].every((id) => !engine.isBusy(id))).toBe(true);
  });
});
