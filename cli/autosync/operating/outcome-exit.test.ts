import { describe, expect, it, test } from 'vitest';
import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
import type { CycleStep } from '../../../domain/cycle/cycle.js';
import { STATUS } from '../../../test/api/fake-dependencies.js';
import { exitOfOutcome, exitOfTree, isOnlyHeld } from './outcome-exit.js';

function tree(changed: Partial<CycleTree> = {}): CycleTree {
  return {
    cycle: 'autosync/default/cycle/HR/1',
    links: { cycle: '/' },
    server: 'default',
    managementAgent: 'HR',
    cause: { trigger: 'operator', description: 'a test' },
    depth: 0,
    outcome: 'completed',
    startedAt: '2001-01-01T10:00:00.000Z',
    endedAt: '2001-01-01T10:00:09.000Z',
    steps: [],
    children: [],
    runs: 1,
    ...changed,
  };
}

/** A cycle that runs. */
function open(states: readonly CycleStep['state'][], children: readonly CycleTree[] = []): CycleTree {
  const { endedAt: _, ...rest } = tree({ outcome: 'running' });
  const step = { wants: 'export', reason: '1 change', askedAt: '2001-01-01T10:00:00.000Z', followUps: [] };
  return { ...rest, steps: states.map((state) => ({ ...step, state })), children: children.map(child) };
}

function child(of: CycleTree): CycleTree['children'][number] {
  const { cycle, managementAgent, outcome, runs } = of;
  return { cycle, managementAgent, outcome, runs, reason: '1 change', links: { cycle: '/' }, tree: of };
}

test.each([
  ['completed', 0],
  ['coalesced', 0],
  ['completed-with-errors', 1],
  ['stopped-connectivity', 3],
  ['terminated', 3],
  ['toString', 3],
  ['refused', 4],
  ['cancelled', 5],
  ['threshold-exceeded', 6],
  ['not-converging', 7],
])('%s ends with %d', (outcome, code) => {
  expect(exitOfOutcome(outcome)).toBe(code);
});

describe('the exit code of a cycle with all that it caused', () => {
  it('is not known while it runs', () => {
    expect(exitOfTree(open(['running']))).toBeUndefined();
  });

  it('is that of the gravest', () => {
    const children = [
      tree({ outcome: 'refused' }),
      tree({ children: [child(tree({ outcome: 'no-start-ma' }))] }),
    ];
    expect(exitOfTree(tree({ children: children.map(child) }))).toBe(3);
    expect(exitOfTree(tree({ children: children.slice(0, 1).map(child) }))).toBe(4);
  });

  it('does not wait for what was handed over, and goes on', () => {
    const handedOver = { ...child(open(['running'])), outcome: 'handed-over' };
    expect(exitOfTree(tree({ children: [handedOver] }))).toBe(0);
  });

  it('goes by what the parent knows of a child that is not shown', () => {
    const { tree: _, ...forgotten } = child(tree({ outcome: 'cancelled' }));
    expect(exitOfTree(tree({ children: [forgotten] }))).toBe(5);
  });
});

describe('the exit code of a tree that is cut', () => {
  const notCompleted = ['AD: refused'];

  it.each<[number, string, Partial<CycleTree['children'][number]>]>([
    [0, 'all that it caused completed', {}],
    [1, 'something that it caused did not complete', { notCompleted }],
    [4, 'it was refused, and something that it caused, too', { outcome: 'refused', notCompleted }],
  ])('is %d where %s', (code, _, changed) => {
    const { tree: _tree, ...cut } = child(tree());
    expect(exitOfTree(tree({ children: [{ ...cut, ...changed }] }))).toBe(code);
  });
});

describe('a cycle of which nothing goes on but what is held', () => {
  const [hold] = STATUS.holds;
  const [request] = STATUS.waiting;
  const nobody = { holds: [], waiting: [] };
  const held = { holds: [{ ...hold!, managementAgent: 'HR' }], waiting: [] };
  const queued = { ...held, waiting: [{ ...request!, cycle: open([]).cycle }] };

  it.each([
    ['its own export', open(['finished', 'held']), nobody, true],
    ["its child's", open(['finished'], [open(['held']), tree()]), nobody, true],
    ['what has joined an export that is held', open(['waiting']), held, true],
    ['a request of its own, beside one that is held', open(['waiting']), queued, false],
    ['a request that waits for others', open(['waiting']), nobody, false],
    [
      'a child that is between two steps',
      open(['finished'], [open(['held']), open(['finished'])]),
      held,
      false,
    ],
    ['a run beside it', open(['held'], [open(['running'])]), held, false],
    ['nothing at all', open(['finished']), held, false],
    ['a cycle that has ended', tree(), held, false],
  ])('%s', (_, of, queue, expected) => {
    expect(isOnlyHeld(of, queue)).toBe(expected);
  });
});
