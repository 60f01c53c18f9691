import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import { AD, HR } from '../../../test/sample-server.js';
import type { EngineObservation } from '../engine-observation.js';
import {
  DEFAULT_RUN_LOCK_CONFIGURATION,
  emptyRunLockState,
  type Lease,
  type RunLockState,
} from '../state.js';
import { cyclesToLookFor, newsAmong, watchedStateOf } from './news.js';
import { observeEngine } from './observe-engine.js';

type ObservedRun = EngineObservation['lastRuns'][number];

const IDLE: ObservedRun = { managementAgentId: HR.id, busy: false, runNumber: 1, runProfile: 'DI' };
const BUSY: ObservedRun = { managementAgentId: HR.id, busy: true, runNumber: 2, runProfile: 'DI' };

/** A lock that knows of run 1 of HR that it has ended. */
function knowing(): ReturnType<typeof converse> {
  const lock = converse();
  lock.sees({ managementAgent: 'HR', runProfile: 'DI', runNumber: 1, busy: false });
  return lock;
}

function isNews(lock: ReturnType<typeof converse>, run: ObservedRun): boolean {
  return newsAmong(watchedStateOf(lock.state), [run]).length > 0;
}

describe('news to the run lock', () => {
  it('is not what it knows: idle after the last run that it knows of', () => {
    expect(isNews(knowing(), IDLE)).toBe(false);
  });

  it('is a run that nobody here started, and its end', () => {
    const lock = knowing();
    expect(isNews(lock, BUSY)).toBe(true);
    lock.sees({ managementAgent: 'HR', runProfile: 'DI', runNumber: 2 });
    expect(isNews(lock, BUSY)).toBe(false);
    expect(isNews(lock, { ...BUSY, busy: false })).toBe(true);
  });

  it('is a run that began and ended between two looks', () => {
    expect(isNews(knowing(), { ...IDLE, runNumber: 2 })).toBe(true);
  });

  it('is the next run of somebody else, even one of the same profile', () => {
    const lock = knowing();
    lock.sees({ managementAgent: 'HR', runProfile: 'DI', runNumber: 2 });
    expect(isNews(lock, { ...BUSY, runNumber: 3 })).toBe(true);
    expect(isNews(lock, { ...BUSY, runNumber: 3, runProfile: 'EX' })).toBe(true);
  });

  it('is neither the run of a cycle nor the time before it: the cycle tells of that', () => {
    const lock = knowing();
    lock.asks('a', 'HR', 'DI');
    expect(isNews(lock, IDLE)).toBe(false);
    expect(isNews(lock, BUSY)).toBe(false);
    expect(isNews(lock, { ...BUSY, busy: false })).toBe(false);
  });

  it("is the end of somebody else's run that a cycle of ours has waited for", () => {
    const lock = knowing();
    lock.asks('a', 'HR', 'DI');
    lock.sees({ managementAgent: 'HR', runProfile: 'EX', runNumber: 2 });
    expect(isNews(lock, { ...BUSY, runProfile: 'EX' })).toBe(false);
    expect(isNews(lock, { ...BUSY, runNumber: 3 })).toBe(true);
    expect(isNews(lock, { ...BUSY, busy: false })).toBe(true);
  });

  it('is not what an old look shows of a run that has ended', () => {
    expect(isNews(knowing(), { ...BUSY, runNumber: 1 })).toBe(false);
  });

  it('is a run of a management agent that the lock has never seen', () => {
    expect(isNews(knowing(), { ...BUSY, managementAgentId: '{NEW}' })).toBe(true);
  });

  it('is all that would change what the lock does', () => {
    const runProfile = fc.constantFrom('DI', 'DS', 'EX');
    const number = fc.integer({ min: 1, max: 4 });
    const ma = fc.constantFrom(HR.id, AD.id);
    const anyLease = fc
      .record({ managementAgentId: ma, runProfile, ours: fc.boolean(), runNumber: fc.option(number) })
      .map(({ managementAgentId, runProfile: profile, ours, runNumber }, token = 1): Lease => ({
        token,
        managementAgentId,
        runProfile: profile,
        needs: { managementAgents: [managementAgentId], sync: false, engine: 'shared' },
        since: 0,
        askedAt: 0,
        joined: [],
        ...(runNumber === null ? {} : { runNumber }),
        ...(ours ? { request: requestFor(managementAgentId, profile) } : {}),
      }));
    const anyRun: fc.Arbitrary<ObservedRun> = fc.record({
      managementAgentId: ma,
      busy: fc.boolean(),
      runNumber: number,
      runProfile,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyLease, {
          maxLength: 3,
          selector: (lease) => `${lease.managementAgentId} ${lease.request === undefined}`,
        }),
        fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
        anyRun,
        (leases, [ofHr, ofAd], run) => {
          const state = {
            ...emptyRunLockState('main', DEFAULT_RUN_LOCK_CONFIGURATION),
            catalogue: [HR, AD],
            leases,
            runNumbers: { [HR.id]: ofHr, [AD.id]: ofAd },
          };
          const next = observeEngine(state, { lastRuns: [run] }, [], 1);
          const changes = memory(next.state, run) !== memory(state, run);
          const told = newsAmong(watchedStateOf(state), [run]).length > 0;
          expect(told || !changes).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

/** What a lock does after a look. */
function memory({ leases, runNumbers }: RunLockState, { busy }: ObservedRun): string {
  return JSON.stringify([
    // The number of a run of ours is for those who look at it.
    leases.map(({ runNumber, ...lease }) => (lease.request ? lease : { ...lease, runNumber })),
    // What had run before is told of with the end of the run that goes on.
    busy ? {} : runNumbers,
  ]);
}

function requestFor(managementAgent: string, runProfile: string): NonNullable<Lease['request']> {
  return {
    id: `${managementAgent} ${runProfile}`,
    cycle: managementAgent,
    managementAgent,
    wanted: { runProfile },
    urgency: 'normal',
    reason: 'a test',
  };
}

it('a cycle that is being started may not be found yet', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  const asked = lock.now;
  const ofChild = { ...lock.lastRequest('a'), id: 'child#1', cycle: 'child', startingSince: asked };
  lock.receives({ kind: 'message', message: { ofChildren: [ofChild] } });
  const starting = (now: number) =>
    cyclesToLookFor(watchedStateOf(lock.state), now).map(({ mayBeStarting }) => mayBeStarting);
  expect(starting(asked + 59_999)).toEqual([false, true]);
  expect(starting(asked + 60_000)).toEqual([false, false]);
});
