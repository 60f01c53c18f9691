import { describe, expect, it } from 'vitest';
import { parseRunDetails } from '../../domain/run-history/parse-run-details.js';
import type { RunProfile, StepType } from '../../domain/management-agent/management-agent.js';
import type { WorldDefinition } from '../definition/world-definition.js';
import type { RunRecord } from '../engine/run-record.js';
import {
  AD,
  changingAgent,
  changingMetaverse,
  company,
  exports,
  HR,
  imports,
  into,
  partitionOf,
  PHONE,
} from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { usualProfiles } from '../fixtures/usual-profiles.js';
import { runDetailsXml } from '../run-history/run-details-xml.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

/** HR with a run profile "Test" of these steps, beside the usual ones. */
function withTest(...types: readonly StepType[]): WorldDefinition {
  const partitionId = partitionOf(HR);
  const profile: RunProfile = { name: 'Test', steps: types.map((type) => ({ type, partitionId })) };
  return changingAgent(company, HR, {
    runProfiles: [...usualProfiles([{ id: partitionId, name: 'default', selected: true }]), profile],
  });
}

function hire(operator: Operator, count: number): void {
  for (let number = 1; number <= count; number++) {
    operator.hire({ employeeId: `E${number}`, fullName: `Employee ${number}` });
  }
}

function staffed(count: number, definition = company): Operator {
  const operator = createOperator(definition);
  hire(operator, count);
  return operator;
}

/** Starts a run and leaves it alone. */
function start(operator: Operator, managementAgent: string, runProfile: string): RunRecord {
  const { engine } = operator.simulator;
  const answer = engine.start(managementAgent, runProfile, 'me');
  if (!answer.started) throw new Error(answer.result);
  return engine.run(managementAgent, answer.runNumber);
}

const detailsOf = (operator: Operator, run: RunRecord) =>
  parseRunDetails(runDetailsXml(operator.simulator.engine.state.world.rules, run));

describe('a start that is refused', () => {
  it('leaves no run behind, and breaks no rule', () => {
    const { simulator } = staffed(1);
    simulator.fate.arm({ kind: 'start-refused', times: 1 });
    expect(simulator.engine.start('HR', 'DI', 'me')).toEqual({ started: false, result: 'access-denied' });
    expect(simulator.engine.state).toMatchObject({ runs: [], violations: [] });
    expect(simulator.engine.start('HR', 'DI', 'me')).toEqual({ started: true, runNumber: 1 });
  });

  it('does not hide that the caller breaks a rule, and waits for one that does not', () => {
    const { simulator } = staffed(1);
    simulator.engine.start('HR', 'DI', 'me');
    simulator.fate.arm({ kind: 'start-refused', times: 1 });
    expect(simulator.engine.start('HR', 'DS', 'me')).toMatchObject({ result: 'no-start-ma-already-running' });
    expect(simulator.engine.state.violations).toHaveLength(1);
    expect(simulator.fate.armed()).toMatchObject([{ struck: 0 }]);
  });
});

describe('a step that is stopped', () => {
  it.each(['stopped-deadlocked', 'stopped-connectivity', 'stopped-database-connection-lost'])(
    'by %s ends the run; what was done stays done, and the rest is found later',
    (result) => {
      const operator = staffed(10, withTest('delta-import', 'delta-sync'));
      operator.simulator.fate.arm({ kind: 'step-stopped', result, after: 0.4, times: 1 });
      const run = operator.run('HR', 'Test');
      expect(run).toMatchObject({ result, steps: [{ result, staging: { 'stage-add': 4 } }] });
      expect(run.end).toBeDefined();
      runToRest(operator);
      expect(operator.simulator.audit()).toEqual(CLEAN);
    },
  );

  it('in the step that it is meant for, not in an earlier one', () => {
    const operator = staffed(4, withTest('delta-import', 'delta-sync'));
    operator.simulator.fate.arm({
      kind: 'step-stopped',
      result: 'stopped-deadlocked',
      stepType: 'delta-sync',
    });
    expect(operator.run('HR', 'Test').steps.map((step) => step.result)).toEqual([
      'success',
      'stopped-deadlocked',
    ]);
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(2);
  });

  it('after its import has staged and before it synchronizes, where it does both', () => {
    const operator = staffed(3, withTest('delta-import-delta-sync'));
    operator.simulator.fate.arm({ kind: 'step-stopped', result: 'stopped-deadlocked', after: 1, times: 1 });
    expect(operator.step('HR', 'Test')).toMatchObject({
      result: 'stopped-deadlocked',
      staging: { 'stage-add': 3 },
      inbound: {},
    });
  });

  it('that had nothing to do is stopped all the same', () => {
    const operator = staffed(0);
    operator.simulator.fate.arm({ kind: 'step-stopped', result: 'stopped-connectivity' });
    expect(operator.step('HR', 'DI').result).toBe('stopped-connectivity');
  });
});

describe('a run that hangs', () => {
  it('goes on until it is stopped, and keeps others away', () => {
    const operator = staffed(10);
    operator.simulator.fate.arm({ kind: 'hang', times: 1 });
    const run = start(operator, 'HR', 'DI');
    operator.clock.advance(1_000_000_000);
    expect(run.end).toBeUndefined();
    expect(run.steps[0]).toMatchObject({ result: 'in-progress', staging: { 'stage-add': 5 } });
    const { engine } = operator.simulator;
    expect(engine.isBusy(HR)).toBe(true);
    expect(engine.start('HR', 'DS', 'me')).toMatchObject({ result: 'no-start-ma-already-running' });
    expect(engine.stop('HR')).toBe('success');
    expect(run.result).toBe('stopped-user-termination-from-wmi-or-ui');
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

const chosen = (seed: number) => {
  const operator = staffed(30);
  operator.simulator.fate.arm({ kind: 'discovery-errors', objects: 4, seed });
  return operator.step('HR', 'DI').discoveryErrors.map(({ anchor }) => anchor);
};

describe('discovery errors', () => {
  it('stop the profile, and nothing becomes obsolete', () => {
    const operator = staffed(10, withTest('full-import', 'delta-sync'));
    runToRest(operator);
    operator.remove('HR', 'E1');
    operator.simulator.fate.arm({ kind: 'discovery-errors', objects: 3, times: 1 });
    const run = operator.run('HR', 'Test');
    expect(run.steps).toMatchObject([
      {
        result: 'completed-discovery-errors',
        staging: { 'stage-no-change': 6, 'stage-failure': 3 },
      },
    ]);
    expect(run.steps[0]?.discoveryErrors).toHaveLength(3);
    expect(operator.simulator.engine.state.world.connectorSpace.objects.size).toBeGreaterThan(10);
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('choose the same objects for the same seed', () => {
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(2)).not.toEqual(chosen(1));
  });

  it('happen also where no object was to be read', () => {
    const operator = staffed(0);
    operator.simulator.fate.arm({ kind: 'discovery-errors' });
    expect(operator.step('HR', 'DI')).toMatchObject({
      result: 'completed-discovery-errors',
      discoveryErrors: [{ dn: '' }],
    });
  });
});

describe('an import that sees a fraction of the directory', () => {
  it('ends with success, and has staged the rest as deletes', () => {
    const operator = staffed(500);
    runToRest(operator);
    operator.simulator.fate.arm({ kind: 'partial-import', objects: 4, managementAgent: 'HR', times: 1 });
    expect(operator.step('HR', 'DI')).toMatchObject({ result: 'success', staging: {} });
    expect(operator.step('HR', 'FI')).toMatchObject({
      result: 'success',
      staging: { 'stage-no-change': 4, 'stage-delete': 496 },
    });
    // The deletes that nobody synchronized are taken back by the next import that sees everything.
    expect(operator.step('HR', 'FI').staging).toEqual({ 'stage-no-change': 500 });
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });
});

describe('a completion that is slow', () => {
  it('shows its progress in the run details, and is not final before', () => {
    const operator = staffed(2, withTest('delta-import', 'delta-sync'));
    operator.simulator.fate.arm({
      kind: 'slow-completion',
      stepType: 'delta-import',
      updates: 340,
      seconds: 60,
    });
    const run = start(operator, 'HR', 'Test');
    operator.clock.advance(3000 + 20 + 30_000);
    const [step] = detailsOf(operator, run).steps;
    expect(step?.result).toBe('completing-referential-updates');
    expect(step?.progress).toMatch(/^1[67]\d\/340$/);
    expect(step?.end).toBeUndefined();
    expect(run.result).toBe('completing-referential-updates');
    expect(operator.simulator.engine.isBusy(HR)).toBe(true);
    operator.clock.advanceUntilIdle();
    expect(detailsOf(operator, run).steps).toMatchObject([{ result: 'success' }, { result: 'success' }]);
    expect(detailsOf(operator, run).steps[0]).not.toHaveProperty('progress');
  });

  it('may be one that the engine calls idle', () => {
    const operator = staffed(1);
    const { engine } = operator.simulator;
    operator.simulator.fate.arm({ kind: 'slow-completion', result: 'completing-obsoletion', saysIdle: true });
    const run = start(operator, 'HR', 'DI');
    expect(engine.isBusy(HR)).toBe(true);
    operator.clock.advance(10_000);
    expect([engine.isBusy(HR), run.end, run.result]).toEqual([false, undefined, 'completing-obsoletion']);
    expect(engine.start('HR', 'DS', 'me')).toMatchObject({ result: 'no-start-ma-already-running' });
    operator.clock.advanceUntilIdle();
    expect(run).toMatchObject({ result: 'success', end: expect.any(Number) });
  });
});

describe('a crash of the engine', () => {
  it('leaves the records of all runs in progress for ever, and the engine idle', () => {
    const operator = staffed(10);
    const { engine, fate } = operator.simulator;
    fate.arm({ kind: 'engine-crash', managementAgent: 'HR', times: 1 });
    const other = start(operator, 'AD', 'FI');
    const run = start(operator, 'HR', 'DI');
    operator.clock.advanceUntilIdle();
    expect(detailsOf(operator, run).steps).toMatchObject([{ result: 'in-progress', staging: { add: 5 } }]);
    expect([run.end, run.crashed]).toEqual([undefined, true]);
    expect([engine.isBusy(HR), engine.running()]).toEqual([false, 0]);
    expect(other.end).toBeDefined();
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
    expect(operator.simulator.engine.state.violations).toEqual([]);
    expect(run.end).toBeUndefined();
  });

  it('ends what runs beside', () => {
    const operator = staffed(1);
    const runs = [start(operator, 'HR', 'DI'), start(operator, 'AD', 'DI')];
    expect(operator.simulator.crash('in-progress', 0)).toBe(2);
    operator.clock.advanceUntilIdle();
    expect(runs.map(({ end, crashed }) => [end, crashed])).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
  });

  it('may record them as stopped', () => {
    const operator = staffed(10);
    operator.simulator.fate.arm({ kind: 'engine-crash', recorded: 'stopped', times: 1 });
    expect(operator.run('HR', 'DI')).toMatchObject({
      result: 'stopped-server-shutdown',
      end: expect.any(Number),
    });
  });

  it('may be followed by a time in which the engine does not answer', () => {
    const operator = staffed(1);
    operator.simulator.crash('stopped', 5);
    expect(operator.simulator.fate.down()).toBe('connection-cut');
    operator.clock.advance(5000);
    expect(operator.simulator.fate.down()).toBeUndefined();
  });
});

describe('directories that alter what they are given', () => {
  it('each in its own way flip a value at each other for ever', () => {
    const definition = changingMetaverse(
      changingAgent(
        changingAgent(company, PHONE, {
          exportFlows: [exports('line', 'owner', 'employeeId'), exports('line', 'room', 'department')],
          joins: [
            { objectType: 'line', mappings: [{ attribute: 'owner', metaverseAttribute: 'employeeId' }] },
          ],
        }),
        AD,
        {},
      ),
      {
        importFlows: [
          into('employeeId', imports(HR, 'employee', 'employeeId')),
          into('displayName', imports(HR, 'employee', 'fullName')),
          {
            ...into('department', imports(AD, 'user', 'department'), imports(PHONE, 'line', 'room')),
            precedence: 'equal',
          },
        ],
      },
    );
    const operator = createOperator(definition);
    operator.hire({ employeeId: '1001', fullName: 'Ada Lovelace' });
    operator.simulator.add('Phone', { objectType: 'line', attributes: { owner: '1001' } });
    runToRest(operator);
    operator.change('AD', { attributes: { department: 'Research' } });
    const { fate } = operator.simulator;
    fate.arm({
      kind: 'alters-on-export',
      managementAgent: 'AD',
      attributes: { department: { toggles: ['Research', 'RESEARCH'] } },
    });
    fate.arm({
      kind: 'alters-on-export',
      managementAgent: 'Phone',
      attributes: { room: { toggles: ['R', 'r'] } },
    });
    for (const attempt of [1, 2]) {
      runToRest(operator);
      expect([attempt, operator.simulator.audit().atRest]).toEqual([attempt, false]);
    }
    fate.disarmAll();
    runToRest(operator);
    expect(operator.simulator.audit()).toEqual(CLEAN);
  });

  it('alter new objects too, and say what they make of a value', () => {
    const operator = staffed(0);
    operator.simulator.fate.arm({
      kind: 'alters-on-export',
      attributes: {
        displayName: { append: ' (x)' },
        department: { becomes: 'Unknown' },
        employeeNumber: 'lower-case',
      },
    });
    operator.hire({ employeeId: 'E1', fullName: 'Ada', department: 'Sales' });
    operator.run('HR', 'DI');
    operator.run('HR', 'DS');
    operator.run('AD', 'EX');
    expect(operator.object('AD').attributes).toMatchObject({
      displayName: 'Ada (x)',
      department: 'Unknown',
      employeeNumber: 'e1',
    });
    expect(operator.step('AD', 'DI').importErrors).toMatchObject([
      { type: 'exported-change-not-reimported' },
    ]);
  });
});

function week(seed: number): readonly string[] {
  const operator = staffed(20);
  const { fate } = operator.simulator;
  fate.arm({ kind: 'step-stopped', result: 'stopped-deadlocked', probability: 0.3, seed });
  fate.arm({ kind: 'discovery-errors', probability: 0.2, seed });
  runToRest(operator);
  const results = operator.simulator.engine.state.runs.map(({ result }) => result);
  fate.disarmAll();
  runToRest(operator);
  expect(operator.simulator.audit()).toEqual(CLEAN);
  return results;
}

describe('a seeded plan', () => {
  it('gives the same faults each time, others for another seed, and comes to rest when it is over', () => {
    expect(week(1)).toEqual(week(1));
    expect(week(2)).not.toEqual(week(1));
    expect(new Set(week(1))).toEqual(
      new Set(['success', 'stopped-deadlocked', 'completed-discovery-errors']),
    );
  });
});
