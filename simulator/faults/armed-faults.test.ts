import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AD, company, HR, partitionOf } from '../fixtures/company.js';
import {
  armFault,
  disarmFault,
  disarmFaults,
  engineDown,
  noFaults,
  strikeAnswer,
  strikeStart,
  strikeStep,
  type FaultState,
  type StepSituation,
} from './armed-faults.js';
import type { FaultRequest } from './fault-request.js';

const agent = (id: string) => {
  const found = company.managementAgents.find((ma) => ma.id === id);
  if (!found) throw new Error(`no management agent ${id}`);
  return found;
};

const step = (more: Partial<StepSituation> = {}): StepSituation => ({
  ma: agent(HR),
  runProfile: 'DI',
  runNumber: 1,
  step: 1,
  type: 'delta-import',
  partitionId: partitionOf(HR),
  ...more,
});

function armed(...requests: readonly FaultRequest[]): FaultState {
  const state = noFaults();
  for (const request of requests) armFault(state, company, request, 0);
  return state;
}

const DEADLOCK = { kind: 'step-stopped', result: 'stopped-deadlocked' } as const;
const strikes = (state: FaultState, situation: StepSituation) =>
  strikeStep(state, 'step-stopped', situation) !== undefined;

describe('an armed fault', () => {
  it('strikes any step where it names none', () => {
    expect(strikes(armed(DEADLOCK), step())).toBe(true);
    expect(
      strikes(armed(DEADLOCK), step({ ma: agent(AD), type: 'export', partitionId: partitionOf(AD) })),
    ).toBe(true);
  });

  it.each<[Partial<FaultRequest>, Partial<StepSituation>, boolean]>([
    [{ managementAgent: 'hr' }, {}, true],
    [{ managementAgent: HR }, {}, true],
    [{ managementAgent: 'AD' }, {}, false],
    [{ runProfile: 'di' }, {}, true],
    [{ runProfile: 'EX' }, {}, false],
    [{ stepType: 'delta-import' }, {}, true],
    [{ stepType: 'delta-import' }, { type: 'delta-sync' }, false],
    [{ partition: 'default' }, {}, true],
    [{ partition: partitionOf(AD) }, {}, false],
    [{ managementAgent: 'HR', runProfile: 'DI', stepType: 'delta-import', partition: 'default' }, {}, true],
  ])('that names %j strikes a step of HR %j: %s', (named, situation, expected) => {
    expect(strikes(armed({ ...DEADLOCK, ...named } as FaultRequest), step(situation))).toBe(expected);
  });

  it('strikes as often as it is to, counts it, says what it struck, and is spent', () => {
    const state = armed({ ...DEADLOCK, times: 2 });
    expect([1, 2, 3, 4].map((runNumber) => strikes(state, step({ runNumber })))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(state.armed).toMatchObject([
      {
        id: 1,
        struck: 2,
        spent: true,
        last: { managementAgent: 'HR', runProfile: 'DI', runNumber: 2, step: 1 },
      },
    ]);
  });

  it('that is spent makes way for the next one of its kind', () => {
    const state = armed({ ...DEADLOCK, times: 1 }, { ...DEADLOCK, result: 'stopped-connectivity', times: 1 });
    const results = [1, 2, 3].map(
      (runNumber) => strikeStep(state, 'step-stopped', step({ runNumber }))?.result,
    );
    expect(results).toEqual(['stopped-deadlocked', 'stopped-connectivity', undefined]);
  });

  it('waits for a step that it can befall', () => {
    const state = armed(
      { kind: 'partial-import', objects: 1, times: 1 },
      { kind: 'discovery-errors', times: 1 },
    );
    expect(strikeStep(state, 'partial-import', step())).toBeUndefined();
    expect(strikeStep(state, 'discovery-errors', step({ type: 'export' }))).toBeUndefined();
    expect(strikeStep(state, 'partial-import', step({ type: 'full-import' }))).toBeDefined();
    expect(strikeStep(state, 'discovery-errors', step())).toBeDefined();
  });

  it('that is disarmed strikes no more', () => {
    const state = armed(DEADLOCK, { kind: 'hang' });
    disarmFault(state, 1);
    expect(strikes(state, step())).toBe(false);
    expect(strikeStep(state, 'hang', step())).toBeDefined();
    expect(() => disarmFault(state, 1)).toThrow('There is no armed fault 1.');
    disarmFaults(state);
    expect(state.armed).toEqual([]);
  });

  it.each<[FaultRequest, string]>([
    [{ ...DEADLOCK, managementAgent: 'Payroll' }, 'managementAgent "Payroll": there is no such'],
    [
      { ...DEADLOCK, managementAgent: 'HR', runProfile: 'Nightly' },
      'runProfile "Nightly": HR does not have such a run profile. There are: "DI", "FI", "DS", "FS", "EX".',
    ],
    [
      { ...DEADLOCK, managementAgent: 'HR', partition: 'DC=x' },
      'partition "DC=x": HR does not have such a partition. There are: "default".',
    ],
    [
      { ...DEADLOCK, runProfile: 'Nightly' },
      'no management agent has such a run profile. There are: "DI", "FI", "DS", "FS", "EX".',
    ],
  ])('%j is refused: it names what there is not', (request, message) => {
    const state = noFaults();
    expect(() => armFault(state, company, request, 0)).toThrow(message);
    expect(state).toEqual(noFaults());
  });
});

const runs = (state: FaultState, order: readonly number[]) =>
  new Set(order.filter((runNumber) => strikes(state, step({ runNumber }))));

describe('chance', () => {
  const numbers = Array.from({ length: 1000 }, (_nothing, index) => index + 1);

  it('makes the same choices for the same runs, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(numbers.slice(0, 50), { minLength: 50 }),
        fc.integer(),
        (order, seed) => {
          const request = { ...DEADLOCK, probability: 0.3, seed };
          expect(runs(armed(request), order)).toEqual(runs(armed(request), numbers.slice(0, 50)));
        },
      ),
    );
  });

  it('strikes about as often as its probability says, and otherwise for another seed', () => {
    const chosen = runs(armed({ ...DEADLOCK, probability: 0.2 }), numbers);
    expect(chosen.size).toBeGreaterThan(150);
    expect(chosen.size).toBeLessThan(250);
    expect(runs(armed({ ...DEADLOCK, probability: 0.2, seed: 2 }), numbers)).not.toEqual(chosen);
  });

  it.each([
    [0, 0],
    [1, 1000],
  ])('of %d strikes %d of 1000', (probability, expected) => {
    expect(runs(armed({ ...DEADLOCK, probability }), numbers).size).toBe(expected);
  });
});

describe('a start', () => {
  it('is struck by what is for starts', () => {
    const state = armed({ kind: 'start-refused', managementAgent: 'AD' }, { kind: 'answer-lost' });
    const start = { ma: agent(AD), runProfile: 'EX', runNumber: 3 };
    expect(strikeStart(state, 'start-refused', start)?.result).toBe('access-denied');
    expect(strikeStart(state, 'start-refused', { ...start, ma: agent(HR) })).toBeUndefined();
    expect(strikeStart(state, 'answer-lost', start)?.how).toBe('connection-cut');
    expect(state.armed[0]?.last).toEqual({ managementAgent: 'AD', runProfile: 'EX', runNumber: 3 });
  });
});

describe('an answer', () => {
  it('comes later by all latencies that are for it', () => {
    const state = armed(
      { kind: 'latency', milliseconds: 100 },
      { kind: 'latency', milliseconds: 20, managementAgent: 'AD', times: 1 },
    );
    expect([strikeAnswer(state, undefined), strikeAnswer(state, AD), strikeAnswer(state, AD)]).toEqual([
      100, 120, 100,
    ]);
  });
});

describe('an engine that is down', () => {
  it('is up again when its time is over', () => {
    const state = noFaults();
    armFault(state, company, { kind: 'engine-down', seconds: 2 }, 10_000);
    expect(engineDown(state, 11_999)?.how).toBe('unavailable');
    expect(engineDown(state, 12_000)).toBeUndefined();
    expect(state.armed[0]?.spent).toBe(true);
  });

  it('without a time is down until it is disarmed', () => {
    const state = armed({ kind: 'engine-down', how: 'connection-cut' });
    expect(engineDown(state, Number.MAX_SAFE_INTEGER)?.how).toBe('connection-cut');
    disarmFaults(state);
    expect(engineDown(state, 0)).toBeUndefined();
  });
});
