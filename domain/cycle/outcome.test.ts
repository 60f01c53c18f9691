import { describe, expect, it } from 'vitest';
import type { CycleStep } from './cycle.js';
import { endOfCycle, type CycleRecord } from './outcome.js';

const step = (state: CycleStep['state'], note?: string): CycleStep => ({
  wants: 'delta sync',
  reason: 'step 1 staged 1 add',
  state,
  askedAt: '2001-02-03T04:05:06.000Z',
  followUps: [],
  ...(note === undefined ? {} : { note }),
});

const record = (more: Partial<CycleRecord>): CycleRecord => ({
  steps: [],
  failures: [],
  errors: [],
  ...more,
});

describe('a cycle in which no run failed ends', () => {
  it.each([
    ['completed, with nothing to do', [], { outcome: 'completed' }],
    ['completed', [step('finished')], { outcome: 'completed' }],
    [
      'refused',
      [step('refused', 'HR has no such run profile')],
      { outcome: 'refused', reason: 'Left undone: delta sync. HR has no such run profile' },
    ],
    ['coalesced', [step('coalesced', 'the other')], { outcome: 'coalesced', reason: 'Carried by the other' }],
    [
      'refused, where a controller has vetoed a step',
      [step('finished'), step('vetoed', 'payday')],
      { outcome: 'refused', reason: 'Left undone: delta sync. payday' },
    ],
    [
      'refused, where a later step was: it is left undone',
      [step('finished'), step('refused', 'no')],
      { outcome: 'refused', reason: 'Left undone: delta sync. no' },
    ],
    [
      'completed, where a later step is never wanted here',
      [step('finished'), step('not-wanted', 'never')],
      { outcome: 'completed' },
    ],
    [
      'refused, where nothing of it is wanted here',
      [step('not-wanted', 'never')],
      { outcome: 'refused', reason: 'Left undone: delta sync. never' },
    ],
    [
      'completed, where only a later step was shared',
      [step('finished'), step('coalesced', 'x')],
      { outcome: 'completed' },
    ],
  ])('%s', (_, steps, expected) => {
    expect(endOfCycle(record({ steps }))).toEqual(expected);
  });

  it('completed, where what it caused goes on by itself, and says so', () => {
    expect(endOfCycle(record({ steps: [step('finished')], handedOver: 'A → B → A' }))).toEqual({
      outcome: 'completed',
      reason: 'A → B → A',
    });
  });

  it('not-converging, whatever came of its steps', () => {
    expect(endOfCycle(record({ steps: [step('finished')], notConverging: 'A → B → A' }))).toEqual({
      outcome: 'not-converging',
      reason: 'A → B → A',
    });
  });
});

/** All that can stand at a cycle's end, the gravest first, each with how the cycle ends where nothing graver is there. */
const ENDS: readonly (readonly [Partial<CycleRecord>, object])[] = [
  [
    { failures: [{ type: 'stopped-deadlocked', message: 'DI ended with stopped-deadlocked' }] },
    { type: 'stopped-deadlocked' },
  ],
  [{ notConverging: 'A → B → A' }, { outcome: 'not-converging', reason: 'A → B → A' }],
  [{ steps: [step('refused', 'no')] }, { outcome: 'refused' }],
  [
    { errors: ['DS, run 7: completed-sync-errors, 2 errors'] },
    { outcome: 'completed-with-errors', reason: 'DS, run 7: completed-sync-errors, 2 errors' },
  ],
];

it('of several things that went wrong, the gravest is how a cycle ends', () => {
  for (const [index, [gravest, expected]] of ENDS.entries()) {
    const all = ENDS.slice(index).toReversed();
    expect(endOfCycle(record(Object.assign({}, ...all.map(([one]) => one), gravest)))).toMatchObject(
      expected,
    );
  }
});

const ran = (result: string): CycleStep => ({
  ...step('finished'),
  run: { runProfile: 'DI', runNumber: 7, result, start: '', end: '', summary: '', errorCount: 0 },
});

it.each<[string, readonly CycleStep[], string]>([
  [
    'coalesced, where all that it ran itself failed',
    [ran('stopped-deadlocked'), step('coalesced', 'x')],
    'coalesced',
  ],
  [
    'coalesced, where the engine did not start what it was to run itself',
    [step('finished', 'The engine did not start it'), step('coalesced', 'x')],
    'coalesced',
  ],
  ['completed, where a run of its own went through', [ran('success'), step('coalesced', 'x')], 'completed'],
  ['completed, where its own retry went through', [ran('stopped-deadlocked'), ran('success')], 'completed'],
])('%s', (_, steps, outcome) => {
  expect(endOfCycle(record({ steps }))).toMatchObject({ outcome });
});

it('with errors, where the rest was carried by another cycle', () => {
  expect(endOfCycle(record({ steps: [step('coalesced', 'x')], errors: ['e'] }))).toMatchObject({
    outcome: 'completed-with-errors',
  });
});

it('tells of many runs with errors the first few', () => {
  const errors = ['1', '2', '3', '4', '5'].map((run) => `DS, run ${run}: 1 error`);
  expect(endOfCycle(record({ errors }))).toMatchObject({
    reason: 'DS, run 1: 1 error; DS, run 2: 1 error; DS, run 3: 1 error; and 2 more',
  });
});

it('that fails tells all that failed, under the first result', () => {
  const failures = [
    { type: 'stopped-connectivity', message: 'EX ended with stopped-connectivity' },
    { type: 'access-denied', message: 'AD did not start DI: access-denied' },
  ];
  expect(endOfCycle(record({ failures, notConverging: 'A → B → A' }))).toEqual({
    type: 'stopped-connectivity',
    message: 'EX ended with stopped-connectivity; AD did not start DI: access-denied; A → B → A',
  });
});
