import { describe, expect, it } from 'vitest';
import { company } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

function filled(seed: number, objectsPerManagementAgent = 20): Operator {
  const operator = createOperator(company, seed);
  const population = { objectsPerManagementAgent, seed };
  operator.simulator.fill(population);
  return operator;
}

function contents(operator: Operator): unknown {
  return company.managementAgents.map((ma) => operator.simulator.objects(ma.id));
}

function changed(seed: number): Operator {
  const operator = filled(1);
  runToRest(operator);
  operator.simulator.change({ count: 40, seed });
  return operator;
}

describe('a fill', () => {
  it('gives the directories that project entities of their own, and those that join a part of them', () => {
    const operator = filled(1);
    const counts = company.managementAgents.map((ma) => operator.simulator.objects(ma.name).length);
    expect(counts).toEqual([20, 12, 12, 12, 0]);
    runToRest(operator);
    expect(operator.simulator.engine.state.world.metaverse.objects.size).toBe(20);
    expect(operator.simulator.objects('AD')).toHaveLength(20);
    expect(operator.simulator.engine.state.runs.every((run) => run.result === 'success')).toBe(true);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(contents(filled(7))).toEqual(contents(filled(7)));
    expect(contents(filled(7))).not.toEqual(contents(filled(8)));
  });

  it('makes objects that the connector filter lets pass', () => {
    const { engine } = filled(3).simulator;
    expect(engine.state.world.connectorSpace.objects.size).toBe(0);
    const operator = filled(3);
    operator.run('HR', 'DI');
    expect(operator.step('HR', 'DS').inbound).toEqual({ 'disconnector-projected-flow': 20 });
  });
});

describe('random changes', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(contents(changed(5))).toEqual(contents(changed(5)));
    expect(contents(changed(5))).not.toEqual(contents(changed(6)));
  });

  it('are of every kind, each tracked, in directories that are the source of something', () => {
    const { changes } = changed(5).simulator.state;
    expect(new Set(changes.map(({ change }) => change.kind))).toEqual(
      new Set(['add', 'modify', 'rename', 'delete']),
    );
    expect(changes.map(({ change }) => change.id)).toEqual(changes.map((_record, index) => index + 1));
    const touched = new Set(changes.map(({ change }) => change.managementAgentName));
    expect([...touched].toSorted()).toEqual(['AD', 'HR', 'Phone']);
  });

  it('can be confined to directories and kinds', () => {
    const operator = filled(1);
    const made = operator.simulator.change({
      count: 10,
      seed: 1,
      managementAgents: ['phone'],
      kinds: ['modify'],
    });
    expect(new Set(made.map((change) => `${change.managementAgentName} ${change.kind}`))).toEqual(
      new Set(['Phone modify']),
    );
  });

  it('that no directory allows are refused with the reason', () => {
    const operator = createOperator(company);
    expect(() => operator.simulator.change({ count: 1, seed: 1, kinds: ['delete'] })).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('delete') }),
    );
    expect(() => operator.simulator.change({ count: 1, seed: 1, managementAgents: ['Badge'] })).toThrow(
      'Of the directories (Badge) none allows a random change',
    );
  });
});
