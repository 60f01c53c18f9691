import { describe, expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';

function hr(runNumber: number, busy = false, runProfile = 'DI') {
  return { managementAgent: 'HR', runProfile, runNumber, busy };
}

function follow(...numbers: number[]): string[] {
  return numbers.map((number) => `a cycle of HR begins: follow-ups-of-run, run-${number}`);
}

describe('a run that somebody else started', () => {
  it('before the lock first looked is nobody’s business: what it left undone is looked for', () => {
    const lock = converse({ engineSeen: false });
    expect(lock.looksAtEngine([hr(41)])).toEqual(['work left is looked for: HR, AD, MIM Service, Phones']);
    expect(lock.looksAtEngine([hr(41)])).toEqual([]);
  });

  it('is followed once it has ended, once', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    expect(lock.sees(hr(42, true))).toEqual([]);
    expect(lock.sees(hr(42))).toEqual(follow(42));
    expect(lock.sees(hr(42))).toEqual([]);
    expect(lock.looksAtEngine([hr(42)])).toEqual([]);
  });

  it('that went on at the first look is followed, too', () => {
    const lock = converse({ engineSeen: false });
    lock.looksAtEngine([hr(41, true)]);
    expect(lock.sees(hr(41))).toEqual(follow(41));
  });

  it('that nobody saw going on is followed by its number', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    expect(lock.sees(hr(44))).toEqual(follow(42, 43, 44));
  });

  it('is followed when the next one shows that it has ended', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.sees(hr(42, true));
    expect(lock.sees(hr(43, true))).toEqual(follow(42));
    expect(lock.sees(hr(43))).toEqual(follow(43));
  });

  it('between two of ours is followed when ours has ended', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    expect(lock.releases('a', { runNumber: 44 })).toEqual(follow(42, 43));
    expect(lock.sees(hr(44))).toEqual([]);
  });

  it('that ours waited for is followed once, whether ours was started after it or not', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    expect(lock.releases('a', { started: false, unmanagedRuns: [42] })).toEqual(follow(42));
    expect(lock.sees(hr(42))).toEqual([]);
    lock.asks('a', 'HR', 'DI');
    expect(lock.releases('a', { runNumber: 44, unmanagedRuns: [43] })).toEqual(follow(43));
  });

  it('is not one of ours, however late the look', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    lock.sees(hr(42, true));
    expect(lock.releases('a', { runNumber: 42 })).toEqual([]);
    expect(lock.sees(hr(42, true))).toEqual([]);
    expect(lock.sees(hr(42))).toEqual([]);
  });

  it('is not looked for among the runs of long ago: of many the last are followed, and what the others left is looked for', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    expect(lock.sees(hr(51))).toEqual(follow(42, 43, 44, 45, 46, 47, 48, 49, 50, 51));
    const effects = lock.sees(hr(251));
    expect(effects).toHaveLength(11);
    expect(effects.at(-2)).toBe(follow(251)[0]);
    expect(effects.at(-1)).toBe('work left is looked for: HR');
  });

  it('and came before many others that ended while ours waited: what they left is looked for, too', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    expect(lock.releases('a', { runNumber: 100, unmanagedRuns: [99] })).toContain(
      'work left is looked for: HR',
    );
  });

  it('on a management agent that is stopped: what many of them left is looked for when it is started', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    expect(lock.sees(hr(251))).not.toContain('work left is looked for: HR');
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([
      'work left is looked for: HR',
    ]);
  });
});

describe('a run of ours that nobody waits for any more', () => {
  it('is followed when nobody knew how it ended', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    lock.releases('a', { started: false, mayGoOn: true });
    lock.sees(hr(42, true));
    expect(lock.sees(hr(42))).toEqual(follow(42));
  });

  it('is followed when a cycle had held it since before the lock first looked', () => {
    const lock = converse({ first: false, engineSeen: false });
    lock.receives({ kind: 'open-cycles-listed', cycles: ['a'], complete: true });
    lock.saysWhatItHolds('a', { token: 7, managementAgent: 'HR', runProfile: 'DI' });
    lock.looksAtEngine([hr(42, true)]);
    lock.releases('a', { started: false, mayGoOn: true });
    expect(lock.sees(hr(42))).toEqual(follow(42));
  });

  it('is followed when its cycle was terminated', () => {
    const lock = converse();
    lock.looksAtEngine([hr(41)]);
    lock.asks('a', 'HR', 'DI');
    lock.sees(hr(42, true), ['a']);
    expect(lock.sees(hr(42))).toEqual(follow(42));
  });
});
