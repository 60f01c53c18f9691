import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';
import { isCalendarDue, nextTick } from '../next-tick.js';
import type { NoStartWindow, ShutTime } from '../no-start/window.js';
import type { RunLockConfiguration } from '../state.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NIGHT: NoStartWindow = { cron: '0 4 * * *', durationMs: 60 * MINUTE, timeZone: 'UTC' };

/** A lock with a no-start window that is shut from now on for ten minutes. */
function shutNow(
  only: Pick<ShutTime, 'managementAgent' | 'triggers'> = {},
  configuration: Partial<RunLockConfiguration> = {},
): Conversation {
  const lock = converse({ noStartWindows: [NIGHT], ...configuration });
  const from = lock.now;
  lock.receives({
    kind: 'shut-times-known',
    shutTimes: [{ from, to: from + 10 * MINUTE, ...only }],
    until: from + 8 * DAY,
  });
  return lock;
}

describe('a no-start window', () => {
  it('lets requests wait, and refuses nothing; they start at its end', () => {
    const lock = shutNow();
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.waits(9 * MINUTE)).toEqual([]);
    expect(lock.waits(MINUTE)).toEqual(['a: HR DI granted']);
  });

  it('of one management agent keeps no other waiting, not even one that asks later', () => {
    const lock = shutNow({ managementAgent: 'HR' });
    expect(lock.asks('sync', 'HR', 'DS')).toEqual([]);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual(['b: AD DI branch granted']);
  });

  it('for some triggers keeps no others waiting', () => {
    const lock = shutNow({ triggers: ['schedule'] });
    expect(lock.asks('a', 'HR', 'DI', 'normal', { trigger: 'schedule' })).toEqual([]);
    expect(lock.asks('b', 'AD', 'DI branch', 'normal', { trigger: 'change' })).toEqual([
      'b: AD DI branch granted',
    ]);
    // What says nothing of its trigger was asked for by a person.
    expect(lock.asks('c', 'Phones', 'FI')).toEqual(['c: Phones FI granted']);
  });

  it('no longer keeps a run waiting when somebody joins whom it does not concern', () => {
    const lock = shutNow({ triggers: ['schedule'] });
    lock.asks('a', 'HR', 'DI', 'normal', { trigger: 'schedule' });
    expect(lock.asks('b', 'HR', 'DI', 'normal', { trigger: 'operator' })).toEqual(['a: HR DI granted']);
  });

  it('holds for who has waited too long, too', () => {
    const lock = shutNow({}, { longestWaitMs: MINUTE });
    lock.asks('a', 'HR', 'DI');
    expect(lock.waits(2 * MINUTE)).toEqual([]);
  });

  it('does not touch what runs', () => {
    const lock = converse({ noStartWindows: [NIGHT] });
    const from = lock.now;
    lock.receives({ kind: 'shut-times-known', shutTimes: [], until: from + DAY });
    lock.asks('a', 'HR', 'DI');
    lock.receives({ kind: 'shut-times-known', shutTimes: [{ from, to: from + DAY }], until: from + DAY });
    expect(lock.state.leases).toHaveLength(1);
  });

  it('lets nothing start as long as the calendar has not been worked out', () => {
    const lock = converse({ noStartWindows: [NIGHT] });
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(isCalendarDue(lock.state, lock.now)).toBe(true);
    expect(lock.receives({ kind: 'shut-times-known', shutTimes: [], until: lock.now + 8 * DAY })).toEqual([
      'a: HR DI granted',
    ]);
    expect(isCalendarDue(lock.state, lock.now)).toBe(false);
  });

  it('lets nothing start when the calendar has come to its end', () => {
    const lock = shutNow();
    expect(isCalendarDue(lock.state, lock.now + 7 * DAY)).toBe(true);
    lock.waits(9 * DAY);
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
  });

  it('that is changed is worked out anew first', () => {
    const lock = shutNow();
    expect(lock.isConfigured({ noStartWindows: [{ ...NIGHT, durationMs: MINUTE }] })).toEqual([]);
    expect(isCalendarDue(lock.state, lock.now)).toBe(true);
    lock.waits(20 * MINUTE);
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
  });

  it('that is taken away keeps nobody waiting any more', () => {
    const lock = shutNow();
    lock.asks('a', 'HR', 'DI');
    expect(lock.isConfigured({ noStartWindows: [] })).toEqual(['a: HR DI granted']);
  });

  it('that goes on unchanged stays shut when something else is configured', () => {
    const lock = shutNow();
    lock.asks('a', 'HR', 'DI');
    expect(lock.isConfigured({ policy: 'yield-all', noStartWindows: [{ ...NIGHT }] })).toEqual([]);
  });
});

describe('the distance between two starts', () => {
  it('is kept, and no longer', () => {
    const lock = converse({ startSpacingMs: 5_000 });
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: HR DI granted']);
    const granted = lock.now - 1_000;
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
    expect(lock.asks('c', 'Phones', 'FI')).toEqual([]);
    expect(nextTick(lock.state, lock.now)).toBe(granted + 5_000);
    expect(lock.waits(granted + 5_000 - lock.now)).toEqual(['b: AD DI branch granted']);
    expect(lock.waits(5_000)).toEqual(['c: Phones FI granted']);
  });

  it('keeps nobody waiting who comes later anyway', () => {
    const lock = converse({ startSpacingMs: 5_000 });
    lock.asks('a', 'HR', 'DI');
    lock.waits(5_000);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual(['b: AD DI branch granted']);
  });

  it('lets nobody pass who would keep the next one waiting', () => {
    const lock = converse({ startSpacingMs: 5_000 });
    lock.asks('a', 'AD', 'DI head office');
    lock.asks('sync', 'HR', 'DS');
    lock.asks('b', 'Phones', 'FI');
    lock.releases('a');
    expect(lock.waits(5_000)).toEqual(['sync: HR DS granted']);
  });
});

describe('an engine that does not answer', () => {
  const DOWN = { kind: 'engine-unreachable', reason: 'connection refused' } as const;

  it('holds everything up, and refuses nothing', () => {
    const lock = converse();
    lock.receives(DOWN);
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.sees({ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 0, busy: false })).toEqual([
      'a: HR DI granted',
    ]);
  });

  it('is down since it was first found to be', () => {
    const lock = converse();
    const since = lock.now;
    lock.receives(DOWN);
    const { version } = lock.state;
    lock.receives({ ...DOWN, reason: 'timed out' });
    expect(lock.state.engineDown).toEqual({ since, reason: 'connection refused' });
    expect(lock.state.version).toBe(version);
  });
});
