import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';

const IDLE = { managementAgent: 'HR', runProfile: 'DS', runNumber: 0, busy: false };
const BUSY = { managementAgent: 'HR', runProfile: 'DS', runNumber: 1 };

/** `a` synchronizes HR; `b` waits for that. */
function synchronizing(): Conversation {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  lock.asks('b', 'AD', 'DI branch');
  return lock;
}

describe('the lease of a cycle that has ended without giving it back', () => {
  it('is free if its management agent is idle', () => {
    expect(synchronizing().sees(IDLE, ['a'])).toEqual(['b: AD DI branch granted']);
  });

  it('is kept as that of an unmanaged run if not, until that has ended', () => {
    const lock = synchronizing();
    expect(lock.sees(BUSY, ['a'])).toEqual([]);
    expect(lock.state.leases).toMatchObject([{ runProfile: 'DS', runNumber: 1 }]);
    expect(lock.state.leases[0]?.request).toBeUndefined();
    expect(lock.sees({ ...BUSY, busy: false })).toEqual([
      'a cycle of HR begins: follow-ups-of-run, run-1',
      'b: AD DI branch granted',
    ]);
  });

  it('is kept as long as nothing is known of its management agent', () => {
    const lock = synchronizing();
    const other = { managementAgent: 'Phones', runProfile: 'FI', runNumber: 0, busy: false };
    expect(lock.sees(other, ['a'])).toEqual([]);
    expect(lock.sees(IDLE)).toEqual(['b: AD DI branch granted']);
  });

  it('is never freed by time alone', () => {
    const lock = synchronizing();
    expect(lock.waits(365 * 24 * 3_600_000)).toEqual([]);
    expect(lock.sees(IDLE)).toEqual([]);
  });

  it('is not given back by a release that comes late', () => {
    const lock = synchronizing();
    lock.sees(BUSY, ['a']);
    const then = lock.state;
    const outcome = { runNumber: 1, result: 'success', summary: 'no changes', errorCount: 0 };
    lock.receives({
      kind: 'message',
      message: { release: { cycle: 'a', token: lock.token('a'), outcome } },
    });
    expect(lock.state).toBe(then);
  });

  it.each([
    ['idle', IDLE],
    ['busy', { ...BUSY, runProfile: 'DI' }],
  ])('is taken over by who joined, in his place of the queue: %s', (_, look) => {
    const lock = converse();
    lock.asks('busy', 'HR', 'FI');
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DI');
    lock.asks('c', 'HR', 'EX');
    lock.releases('busy', { runNumber: 0 });
    const granted = lock.sees(look, ['a']);
    const later = lock.sees({ ...look, busy: false });
    expect([...granted, ...later]).toContain('b: HR DI granted');
    expect(lock.releases('b')).toContain('c: HR EX granted');
  });
});

describe('a cycle that has ended while it waited', () => {
  it('leaves the queue; who joined goes on in its place', () => {
    const lock = synchronizing();
    lock.asks('c', 'AD', 'DI branch');
    lock.asks('d', 'AD', 'EX branch');
    lock.sees(BUSY, ['b']);
    expect(lock.releases('a')).toEqual(['c: AD DI branch granted']);
  });

  it('leaves the run that it joined', () => {
    const lock = synchronizing();
    lock.asks('c', 'AD', 'DI branch');
    lock.sees(BUSY, ['c']);
    lock.releases('a');
    expect(lock.releases('b')).toEqual([]);
  });
});

describe('a look that is older than what is known', () => {
  const LATER = { managementAgent: 'HR', runProfile: 'DS', runNumber: 2 };

  it('does not end the lease of a run that began after it', () => {
    const lock = converse();
    lock.sees(LATER);
    lock.looksAtEngine([{ ...BUSY, busy: false }]);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
  });

  it('does not take that run for the one before', () => {
    const lock = converse();
    lock.sees(LATER);
    lock.looksAtEngine([{ ...BUSY, runProfile: 'DI' }]);
    expect(lock.state.leases).toMatchObject([{ runProfile: 'DS', runNumber: 2 }]);
  });
});

describe('a management agent that is newer than the catalogue', () => {
  it('has the catalogue read again', () => {
    const lock = converse();
    const lastRuns = [{ managementAgentId: '{NEW}', busy: true, runNumber: 1, runProfile: 'DI' }];
    lock.receives({ kind: 'engine-observed', observation: { lastRuns } });
    expect(lock.state.catalogueStale).toBe(true);
  });
});
