import { describe, expect, it } from 'vitest';
import type { CycleStep } from './cycle.js';
import { endOfCycle } from './outcome.js';

const step = (state: CycleStep['state'], note?: string): CycleStep => ({
  wants: 'delta sync',
  reason: 'step 1 staged 1 add',
  state,
  askedAt: '2001-02-03T04:05:06.000Z',
  followUps: [],
  ...(note === undefined ? {} : { note }),
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
    expect(endOfCycle(steps, undefined)).toEqual(expected);
  });

  it('not-converging, whatever came of its steps', () => {
    expect(endOfCycle([step('finished')], 'A → B → A')).toEqual({
      outcome: 'not-converging',
      reason: 'A → B → A',
    });
  });
});
