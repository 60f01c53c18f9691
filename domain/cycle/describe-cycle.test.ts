import { describe, expect, it } from 'vitest';
import type { CycleStep, CycleView } from './cycle.js';
import { describeCycle } from './describe-cycle.js';

const IMPORT: CycleStep = {
  wants: 'delta import',
  reason: 'every 300 s',
  state: 'finished',
  askedAt: '2001-02-03T04:05:06.000Z',
  run: {
    runProfile: 'DI',
    runNumber: 41,
    result: 'success',
    start: '2001-02-03T04:05:07.000Z',
    end: '2001-02-03T04:05:09.000Z',
    summary: '3 adds staged',
    errorCount: 0,
  },
  followUps: ['delta sync, because step 1 staged 3 adds in partition default'],
};

const SYNC: CycleStep = {
  wants: 'delta sync',
  reason: 'step 1 staged 3 adds in partition default',
  state: 'waiting',
  askedAt: '2001-02-03T04:05:09.000Z',
  followUps: [],
};

const VIEW: CycleView = {
  server: 'main',
  managementAgent: 'HR',
  cause: { trigger: 'schedule', description: 'every 300 s' },
  depth: 0,
  outcome: 'running',
  steps: [IMPORT],
  children: [],
  runs: 1,
};

describe('describeCycle', () => {
  it('tells each step with its reason, what came of it, and what follows', () => {
    expect(describeCycle({ ...VIEW, steps: [IMPORT, SYNC] })).toBe(
      [
        '1. **delta import**, because every 300 s',
        '   - DI, run 41: success, 3 adds staged',
        '   - then delta sync, because step 1 staged 3 adds in partition default',
        '2. **delta sync**, because step 1 staged 3 adds in partition default',
        '   - waits for the run lock',
      ].join('\n'),
    );
  });

  it.each<[Partial<CycleStep>, string]>([
    [{ state: 'waiting' }, 'waits for the run lock'],
    [
      { state: 'waiting-to-retry', note: 'until 2001-02-03T04:05:19.000Z' },
      'waits until 2001-02-03T04:05:19.000Z',
    ],
    [{ state: 'running' }, 'runs'],
    [
      { state: 'coalesced', note: 'autosync/main/cycle/HR/9' },
      'done by the same run as autosync/main/cycle/HR/9',
    ],
    [{ state: 'held', note: '9 deletes' }, 'held until an operator decides: 9 deletes'],
    [{ state: 'vetoed', note: 'payday' }, 'vetoed by the controller: payday'],
    [{ state: 'refused', note: 'HR has no run profile "DX"' }, 'refused: HR has no run profile "DX"'],
    [
      { state: 'finished', note: 'The engine did not start it: access-denied' },
      'The engine did not start it: access-denied',
    ],
  ])('a step that is %j', (step, expected) => {
    expect(describeCycle({ ...VIEW, steps: [{ ...SYNC, ...step }] }).split('\n')[1]).toBe(`   - ${expected}`);
  });

  it('begins with the outcome once there is one, and ends with the children', () => {
    const children = [
      {
        cycle: 'c1',
        managementAgent: 'AD',
        reason: 'step 1 made 3 changes for AD',
        outcome: 'completed',
        runs: 2,
      },
      {
        cycle: 'c2',
        managementAgent: 'Phones',
        reason: 'step 1 made 1 change for Phones',
        outcome: 'running',
        runs: 0,
      },
    ];
    const lines = describeCycle({
      ...VIEW,
      outcome: 'not-converging',
      reason: 'HR and AD keep changing each other',
      children,
    }).split('\n');
    expect(lines[0]).toBe('**not-converging**: HR and AD keep changing each other');
    expect(lines.slice(-3)).toEqual([
      '**Child cycles**',
      '- AD: completed (step 1 made 3 changes for AD)',
      '- Phones: running (step 1 made 1 change for Phones)',
    ]);
  });

  it('needs no more than the outcome where all went well', () => {
    expect(describeCycle({ ...VIEW, outcome: 'completed' }).split('\n')[0]).toBe('**completed**');
  });
});
