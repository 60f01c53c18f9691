import { describe, expect, it } from 'vitest';
import { converse } from '../../test/run-lock/conversation.js';
import { nextTick } from './next-tick.js';

const MINUTE = 60_000;
const NIGHT = { cron: '0 4 * * *', durationMs: 60 * MINUTE, timeZone: 'UTC' };

describe('time alone changes something', () => {
  it('never, while nobody waits', () => {
    const lock = converse({ startSpacingMs: 5_000 });
    lock.asks('a', 'HR', 'DI');
    expect(nextTick(lock.state, lock.now)).toBeUndefined();
  });

  it('never, while nothing can be granted anyway', () => {
    const lock = converse();
    lock.receives({ kind: 'engine-unreachable', reason: 'connection refused' });
    lock.asks('a', 'HR', 'DI');
    expect(nextTick(lock.state, lock.now)).toBeUndefined();
  });

  it('when somebody has waited too long, and not again after that', () => {
    const lock = converse({ longestWaitMs: 15 * MINUTE });
    lock.asks('a', 'HR', 'DS');
    const asked = lock.now;
    lock.asks('b', 'AD', 'DS branch');
    expect(nextTick(lock.state, lock.now)).toBe(asked + 15 * MINUTE);
    lock.waits(15 * MINUTE);
    expect(nextTick(lock.state, lock.now)).toBeUndefined();
  });

  it('when a run is so far over its usual time that another may start in its shadow', () => {
    const lock = converse({ policy: 'batch' });
    lock.asks('a', 'Phones', 'FI');
    lock.waits(MINUTE);
    lock.releases('a');
    lock.asks('b', 'AD', 'DI branch');
    lock.releases('b');
    const began = lock.now;
    lock.asks('b', 'AD', 'DI branch');
    lock.asks('sync', 'HR', 'DS');
    expect(lock.asks('a', 'Phones', 'FI')).toEqual([]);
    const due = began + 1_000 + MINUTE + 2_000;
    expect(nextTick(lock.state, lock.now)).toBe(due);
    expect(lock.waits(due - lock.now)).toEqual(['a: Phones FI granted']);
  });

  it('when a no-start window ends', () => {
    const lock = converse({ noStartWindows: [NIGHT] });
    const from = lock.now;
    const to = from + 10 * MINUTE;
    lock.receives({ kind: 'shut-times-known', shutTimes: [{ from, to }], until: from + 1000 * MINUTE });
    lock.asks('a', 'HR', 'DI');
    expect(nextTick(lock.state, lock.now)).toBe(to);
  });

  it('when a no-start window begins for one whom others wait for: they need not wait any more', () => {
    const lock = converse({ noStartWindows: [NIGHT] });
    const from = lock.now + 5 * MINUTE;
    const shutTimes = [{ from, to: from + 10 * MINUTE, managementAgent: 'HR' }];
    lock.receives({ kind: 'shut-times-known', shutTimes, until: from + 1000 * MINUTE });
    lock.asks('running', 'AD', 'DI branch');
    lock.asks('sync', 'HR', 'DS');
    lock.asks('import', 'Phones', 'FI');
    expect(nextTick(lock.state, lock.now)).toBe(from);
    expect(lock.waits(from - lock.now)).toEqual(['import: Phones FI granted']);
  });
});
