import { describe, expect, it } from 'vitest';
import type { CycleStep } from '../../domain/cycle/cycle.js';
import type { CycleTree } from './cycle-tree.js';
import { waitsForRunLock, withWhatIsWaitedFor } from './what-is-waited-for.js';

const WAITING: CycleStep = {
  wants: 'export of partition default',
  reason: 'run 3 left 2 adds pending',
  state: 'waiting',
  askedAt: '2001-01-01T10:00:00.000Z',
  followUps: [],
};

function cycle(managementAgent: string, more: Partial<CycleTree> = {}): CycleTree {
  const id = `autosync/main/cycle/${managementAgent}/1`;
  return {
    cycle: id,
    links: { cycle: id },
    server: 'main',
    managementAgent,
    cause: { trigger: 'operator', description: 'asked by ada' },
    depth: 0,
    outcome: 'running',
    startedAt: '2001-01-01T10:00:00.000Z',
    steps: [WAITING],
    children: [],
    runs: 0,
    ...more,
  };
}

function caused(parent: CycleTree, tree: CycleTree): CycleTree {
  const { cycle: id, managementAgent, outcome, runs, links } = tree;
  const child = { cycle: id, managementAgent, outcome, runs, links, reason: 'pending', tree };
  return { ...parent, steps: [], children: [child] };
}

const STATUS = {
  holds: [
    {
      requestId: 'autosync/main/cycle/AD/9#2',
      cycle: 'autosync/main/cycle/AD/9',
      managementAgent: 'AD',
      runProfile: 'Export',
      since: '2001-01-01T10:00:00.000Z',
      reason: '9 adds pending in partition default; the threshold is 5',
      figures: [],
    },
  ],
  waiting: [
    {
      requestId: 'autosync/main/cycle/HR/1#1',
      cycle: 'autosync/main/cycle/HR/1',
      managementAgent: 'HR',
      runProfile: 'Delta Synchronization',
      urgency: 'normal' as const,
      position: 1,
      reason: 'asked by ada',
      waitsFor: ['sync engine, held by AD Delta Sync', '1 request before it in the queue'],
    },
  ],
};

function notes(tree: CycleTree): readonly (string | undefined)[] {
  return [
    ...tree.steps.map(({ note }) => note),
    ...tree.children.flatMap((child) => (child.tree ? notes(child.tree) : [])),
  ];
}

describe('a step that waits for the run lock', () => {
  it('says what its request waits for', () => {
    expect(notes(withWhatIsWaitedFor(cycle('HR'), STATUS))).toEqual([
      'sync engine, held by AD Delta Sync; 1 request before it in the queue',
    ]);
  });

  it('says that it shares what an operator is to decide on, also in a cycle that another caused', () => {
    expect(notes(withWhatIsWaitedFor(caused(cycle('HR'), cycle('AD')), STATUS))).toEqual([
      `an operator's decision on Export, which it shares: 9 adds pending in partition default; the threshold is 5`,
    ]);
  });

  it('says no more than it did where the run lock has answered meanwhile', () => {
    expect(notes(withWhatIsWaitedFor(cycle('Phone'), STATUS))).toEqual([undefined]);
  });
});

it('nobody is asked about a tree in which nothing waits', () => {
  const ended = cycle('HR', { endedAt: '2001-01-01T10:00:09.000Z', outcome: 'cancelled' });
  expect(waitsForRunLock(ended)).toBe(false);
  expect(waitsForRunLock(cycle('HR', { steps: [{ ...WAITING, state: 'running' }] }))).toBe(false);
  expect(waitsForRunLock(caused(ended, cycle('AD')))).toBe(true);
});
