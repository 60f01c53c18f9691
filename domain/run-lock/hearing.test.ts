import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import type { RunLockState } from './state.js';

const HELD = { token: 7, managementAgent: 'HR', runProfile: 'DS' };

/** A run lock that was started anew while these cycles were open. */
function startedAnew(...cycles: string[]): Conversation {
  const lock = converse({ first: false });
  lock.receives({ kind: 'open-cycles-listed', cycles, complete: true });
  return lock;
}

function memory(state: RunLockState): RunLockState {
  return { ...state, version: 0 };
}

describe('a run lock that was started anew', () => {
  it('grants nothing before it knows which cycles are open', () => {
    const lock = converse({ first: false });
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.receives({ kind: 'open-cycles-listed', cycles: [], complete: false })).toEqual([]);
    expect(lock.receives({ kind: 'open-cycles-listed', cycles: [], complete: true })).toEqual([
      'a: HR DI granted',
    ]);
  });

  it('grants nothing before each open cycle has been heard', () => {
    const lock = startedAnew('b', 'c');
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.saysWhatItHolds('b')).toEqual([]);
    expect(lock.saysWhatItHolds('c')).toEqual(['a: HR DI granted']);
  });

  it('does not wait for a cycle that has ended', () => {
    const lock = startedAnew('b');
    lock.asks('a', 'HR', 'DI');
    expect(lock.receives({ kind: 'cycles-closed', cycles: ['b', 'stranger'] })).toEqual(['a: HR DI granted']);
  });

  it('knows the lease that a cycle has held since before, and takes it back', () => {
    const lock = startedAnew('b');
    lock.asks('a', 'AD', 'DI branch');
    expect(lock.saysWhatItHolds('b', HELD)).toEqual([]);
    expect(lock.state.leases).toMatchObject([
      { token: 7, request: { cycle: 'b' }, needs: { engine: 'exclusive' } },
    ]);
    expect(lock.releases('b')).toEqual(['a: AD DI branch granted']);
    expect(lock.token('a')).toBeGreaterThan(7);
  });

  it('knows what a lease needs once the engine has been seen; before, it needs everything', () => {
    const lock = converse({ first: false, engineSeen: false });
    lock.receives({ kind: 'open-cycles-listed', cycles: ['b'], complete: true });
    lock.saysWhatItHolds('b', { ...HELD, runProfile: 'DI' });
    expect(lock.state.leases).toMatchObject([{ needs: { engine: 'exclusive' } }]);
    lock.looksAtEngine();
    expect(lock.state.leases).toMatchObject([{ needs: { engine: 'shared' } }]);
    expect(lock.asks('a', 'AD', 'DI branch')).toEqual(['a: AD DI branch granted']);
  });

  it("takes a run that was seen for the cycle's own when that says so", () => {
    const lock = startedAnew('b');
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DS', runNumber: 1 }]);
    lock.saysWhatItHolds('b', HELD);
    expect(lock.state.leases).toMatchObject([{ token: 7, request: { cycle: 'b' } }]);
    expect(lock.state.leases).toHaveLength(1);
  });

  it('never has two leases of one token', () => {
    const lock = startedAnew('b', 'c');
    lock.looksAtEngine([{ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 1 }]);
    const [unmanaged] = lock.state.leases;
    lock.saysWhatItHolds('b', { token: unmanaged?.token ?? 0, managementAgent: 'HR', runProfile: 'DI' });
    const tokens = lock.state.leases.map(({ token }) => token);
    expect(new Set(tokens).size).toBe(2);
    expect(lock.token('b')).toBe(unmanaged?.token);
    lock.saysWhatItHolds('c');
    lock.asks('d', 'Phones', 'FI');
    expect(tokens).not.toContain(lock.token('d'));
  });

  it('knows a lease that it hears of twice once', () => {
    const lock = startedAnew('b', 'c');
    lock.saysWhatItHolds('b', HELD);
    const then = memory(lock.state);
    const presence = { cycle: 'b', held: { ...HELD, managementAgentId: '', request: lock.lastRequest('b') } };
    lock.receives({ kind: 'message', message: { presence } });
    expect(memory(lock.state)).toEqual(then);
  });

  it('is not told by a late message of a lease that was given back', () => {
    const lock = startedAnew('b');
    lock.saysWhatItHolds('b', HELD);
    const presence = { cycle: 'b', held: { ...HELD, managementAgentId: '', request: lock.lastRequest('b') } };
    lock.releases('b');
    const then = memory(lock.state);
    expect(lock.receives({ kind: 'message', message: { presence } })).toEqual([]);
    expect(memory(lock.state)).toEqual(then);
  });

  it('hears a cycle and takes in its request in one message', () => {
    const lock = startedAnew('b');
    lock.asks('a', 'AD', 'DI branch');
    const request = { ...lock.lastRequest('a'), id: 'b#1', cycle: 'b', managementAgent: 'HR' };
    const message = { presence: { cycle: 'b' }, request: { ...request, wanted: { runProfile: 'DI' } } };
    expect(lock.receives({ kind: 'message', message })).toEqual([
      'a: AD DI branch granted',
      'b: HR DI granted',
    ]);
  });
});

describe('the first run lock of a server', () => {
  it('waits for no cycle', () => {
    const lock = converse();
    lock.receives({ kind: 'open-cycles-listed', cycles: ['b'], complete: true });
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: HR DI granted']);
  });
});
