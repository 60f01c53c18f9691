import { expect, it } from 'vitest';
import type { ChildCycle } from './cycle.js';
import { notCompleted } from './not-completed.js';

const CHILD: ChildCycle = {
  cycle: 'autosync/main/cycle/AD/1',
  managementAgent: 'AD',
  reason: 'run 3 left 2 adds pending',
  outcome: 'completed',
  runs: 2,
};

it.each([
  ['nothing where all is well', [CHILD, { ...CHILD, outcome: 'coalesced' }], []],
  ['nothing of what still runs or goes on by itself', [{ ...CHILD, outcome: 'handed-over' }], []],
  [
    'a child that was refused',
    [CHILD, { ...CHILD, managementAgent: 'HR', outcome: 'refused' }],
    ['HR: refused'],
  ],
  [
    'what a child has caused, once',
    [
      { ...CHILD, notCompleted: ['Phone system: stopped-server-down'] },
      { ...CHILD, outcome: 'completed-with-errors', notCompleted: ['Phone system: stopped-server-down'] },
    ],
    ['Phone system: stopped-server-down', 'AD: completed-with-errors'],
  ],
])('tells %s', (_, children, expected) => {
  expect(notCompleted(children)).toEqual(expected);
});
