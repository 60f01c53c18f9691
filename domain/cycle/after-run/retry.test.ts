import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESULT_TABLE } from '../../run-result/run-result.js';
import { DEFAULT_RETRY_POLICY, retryAfter, type RetryPolicy } from './retry.js';

/** Chance that changes nothing. */
const EVEN = 0.5;

const waits = (policy: RetryPolicy, result: string) =>
  [1, 2, 3, 4, 5, 6].map((attempt) => retryAfter(policy, result, attempt, EVEN));

describe('by default', () => {
  it.each([
    'stopped-deadlocked',
    'stopped-connectivity',
    'stopped-connectivity:0x80230729',
    'stopped-database-connection-lost',
    'no-start-ma-already-running',
    'no-start-ma-update-in-progress',
    'call-failure:0x8023063D',
    'connection-failure',
    ' Stopped-Deadlocked ',
  ])('%s is tried again five times, five seconds later each time', (result) => {
    expect(waits(DEFAULT_RETRY_POLICY, result)).toEqual([5000, 10_000, 15_000, 20_000, 25_000, undefined]);
  });

  it('nothing else is', () => {
    expect(DEFAULT_RETRY_POLICY.results.toSorted()).toEqual([
      'call-failure',
      'connection-failure',
      'no-start-ma-already-running',
      'no-start-ma-update-in-progress',
      'stopped-connectivity',
      'stopped-database-connection-lost',
      'stopped-deadlocked',
    ]);
  });

  it.each([
    'success',
    'completed-export-errors',
    'completed-discovery-errors',
    'in-progress',
    'access-denied',
    'no-start-credentials',
    'stopped-deletion-limit',
    'stopped-object-limit',
    'stopped-user-termination-from-wmi-or-ui',
    'stopped-something-new',
    'no such result',
    '',
  ])('%j is not tried again', (result) => {
    expect(retryAfter(DEFAULT_RETRY_POLICY, result, 1, EVEN)).toBeUndefined();
  });
});

describe('a policy', () => {
  const everything: RetryPolicy = { results: [''], retries: 2, intervalMs: 100, jitter: 0 };

  it('may name results that are not tried again by default', () => {
    expect(waits({ ...everything, results: ['stopped-server-down'] }, 'stopped-server-down')).toEqual([
      100,
      200,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(retryAfter({ ...everything, results: ['STOPPED-'] }, 'stopped-extension-dll-load', 1, EVEN)).toBe(
      100,
    );
  });

  it('without retries tries nothing again', () => {
    expect(retryAfter({ ...everything, retries: 0 }, 'stopped-deadlocked', 1, EVEN)).toBeUndefined();
  });

  it('that covers everything still leaves alone what a person must look at, and what went well', () => {
    const left = RESULT_TABLE.filter(({ prefix }) => retryAfter(everything, prefix, 1, EVEN) === undefined);
    expect(left.map(({ retrying }) => retrying)).not.toContain('by-default');
    expect(left.map(({ prefix }) => prefix)).toEqual(
      expect.arrayContaining([
        'success',
        'in-progress',
        'completed-export-errors',
        'access-denied',
        'no-start-credentials',
        'stopped-credentials',
        'no-start-unknown-profile-name',
        'missing-partition-for-run-step',
        'stopped-deletion-limit',
        'stopped-user-termination',
      ]),
    );
  });
});

const spread = (random: number) => retryAfter(DEFAULT_RETRY_POLICY, 'stopped-deadlocked', 2, random);

describe('chance', () => {
  it('spreads the wait by the share that the policy says, to both sides', () => {
    expect([spread(0), spread(0.5), spread(1)]).toEqual([9000, 10_000, 11_000]);
  });

  it('never makes a wait negative or longer than twice', () => {
    const policies = fc.record({
      results: fc.constant(['stopped-']),
      retries: fc.integer({ min: 0, max: 20 }),
      intervalMs: fc.integer({ min: 0, max: 3_600_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 1, max: 25 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (policy, attempt, random) => {
          const wait = retryAfter(policy, 'stopped-deadlocked', attempt, random);
          expect(wait === undefined).toBe(attempt > policy.retries);
          if (wait === undefined) return;
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(2 * policy.intervalMs * attempt);
        },
      ),
    );
  });
});
