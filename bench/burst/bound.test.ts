import { expect, test } from 'vitest';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { boundOf } from './bound.js';
import { sampleSimulatedRun } from './sample-run.js';

const SPEED = 3;
/** What a step costs at that speed whatever it does: 1 s. */
let clock = 0;

function run(managementAgent: string, type: string, seconds: number): SimulatedRun {
  const from = clock;
  clock += seconds * 1000;
  return sampleSimulatedRun(managementAgent, type, from, clock);
}

test('what was done in several steps could have been done in one, with the fixed cost paid once', () => {
  const runs = [
    run('HR', 'delta-import', 3),
    run('HR', 'delta-sync', 2),
    run('HR', 'delta-import', 4),
    run('HR', 'delta-sync', 5),
  ];
  expect(boundOf(runs, ['HR'], SPEED)).toEqual({
    makespan: 12_000,
    alone: 6_000,
    beside: 6_000,
    head: 0,
    managementAgentId: 'HR',
    along: 'HR',
  });
});

test('a target begins after the shortest import of a source, and runs one thing at a time', () => {
  const runs = [
    run('HR', 'delta-import', 3),
    run('Phone', 'delta-import', 2),
    run('HR', 'delta-sync', 2),
    run('Phone', 'delta-sync', 2),
    run('AD', 'export', 10),
    run('AD', 'delta-import', 5),
  ];
  expect(boundOf(runs, ['HR', 'Phone'], SPEED)).toEqual({
    makespan: 21_000,
    alone: 4_000,
    beside: 17_000,
    head: 2_000,
    managementAgentId: 'AD',
    along: 'AD, after the shortest import of a source',
  });
});

test('where no source was imported, nothing comes before', () => {
  expect(boundOf([run('AD', 'export', 4)], ['HR'], SPEED)).toMatchObject({ makespan: 4_000, head: 0 });
});
