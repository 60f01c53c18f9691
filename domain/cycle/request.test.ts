import { describe, expect, it } from 'vitest';
import type { CycleInput } from './cycle.js';
import { firstRequestOf, requestFor, requestId } from './request.js';

const EXPORT: CycleInput = {
  server: 'main',
  managementAgent: 'AD',
  managementAgentId: 'ad',
  start: { kind: 'run-profile-kind', runProfileKind: 'export' },
  cause: { trigger: 'parent-cycle', description: 'delta sync of HR, run 12: 3 changes for AD' },
  lineage: ['HR'],
  maxDepth: 8,
};
const TO_DO = { wanted: { runProfile: 'DS' }, wants: 'run profile "DS"', reason: 'a test' };
const AGAIN = { ...TO_DO, opensCycle: true, again: { reason: 'once more', waitMs: 0, tries: {} } } as never;

describe('the first request of a child', () => {
  it('is what the child itself would ask', () => {
    expect(firstRequestOf(EXPORT, 'child')).toEqual({
      id: requestId('child', 1),
      cycle: 'child',
      managementAgent: 'AD',
      managementAgentId: 'ad',
      wanted: { runProfileKind: 'export' },
      urgency: 'continuation',
      trigger: 'parent-cycle',
      reason: 'delta sync of HR, run 12: 3 changes for AD',
    });
  });

  it.each([
    ['looks at the engine first', { start: { kind: 'pending-exports' } }],
    ['lets time pass first', { pauseMs: 1 }],
  ] satisfies [string, Partial<CycleInput>][])('is not known where it %s', (_why, input) => {
    expect(firstRequestOf({ ...EXPORT, ...input }, 'child')).toBeUndefined();
  });
});

describe('how urgent a request is', () => {
  const root = { ...EXPORT, lineage: [] };
  const opening = { ...TO_DO, opensCycle: true } as const;

  it.each([
    ['what follows in a cycle', root, TO_DO, 'continuation'],
    ['what a cycle runs once more', root, AGAIN, 'continuation'],
    ['the first of a child', EXPORT, opening, 'continuation'],
    ['the first where somebody waits', { ...root, urgent: true }, opening, 'immediate'],
    ['the first of any other', root, opening, 'normal'],
  ])('%s', (_what, input, toDo, urgency) => {
    expect(requestFor(input, toDo).urgency).toBe(urgency);
  });
});

it('only the first run of a cycle is exclusive, repeats with its schedule, and has what started the cycle', () => {
  const scheduled: CycleInput = {
    ...EXPORT,
    cause: { trigger: 'schedule', description: 'every 10 s' },
    exclusive: true,
  };
  const first = requestFor(scheduled, { ...TO_DO, opensCycle: true });
  expect(first).toMatchObject({ exclusive: true, repeats: true, trigger: 'schedule' });
  const next = requestFor(scheduled, TO_DO);
  expect(next).toMatchObject({ trigger: 'parent-cycle' });
  expect(next).not.toHaveProperty('exclusive');
  expect(next).not.toHaveProperty('repeats');
});

it('what was approved counts for another try, and not for what is to be held', () => {
  const approved = [{ partition: 'default', adds: 5 }] as never;
  expect(requestFor(EXPORT, { ...TO_DO, approved })).toMatchObject({ approved });
  const hold = { figures: [], reason: 'too much is pending' };
  const held = requestFor(EXPORT, { ...TO_DO, approved }, hold);
  expect(held).toMatchObject({ hold });
  expect(held).not.toHaveProperty('approved');
});
