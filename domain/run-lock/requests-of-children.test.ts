import { expect, it } from 'vitest';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import type { RunRequest } from './messages.js';
import { reduceRunLock } from './reduce.js';

function ofChild(cycle: string, now: number): RunRequest {
  return {
    id: `${cycle}#1`,
    cycle,
    managementAgent: 'AD',
    wanted: { runProfile: 'EX branch' },
    urgency: 'continuation',
    reason: 'a synchronization',
    startingSince: now,
  };
}

/** `a` ends its synchronization, and starts `child` with the same message. */
function startingAChild(): { readonly lock: Conversation; readonly heard: readonly string[] } {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  lock.asks('b', 'AD', 'EX branch');
  lock.asks('c', 'Phones', 'FI');
  const outcome = { runNumber: 1, result: 'success', summary: 'no changes', errorCount: 0 };
  const release = { cycle: 'a', token: lock.token('a'), outcome };
  const ofChildren = [ofChild('child', lock.now)];
  return { lock, heard: lock.receives({ kind: 'message', message: { release, ofChildren } }) };
}

it('what a parent asks for a child is there before anything else is granted', () => {
  const { lock, heard } = startingAChild();
  expect(heard).toEqual(['b: AD EX branch granted', 'c: Phones FI granted']);
  expect(lock.state.leases[0]?.joined.map(({ cycle }) => cycle)).toEqual(['child']);
});

it('tells with its answer that the cycle may not be there yet', () => {
  const { state, now } = converse();
  const message = { ofChildren: [ofChild('child', now)] };
  const { effects } = reduceRunLock(state, { kind: 'message', message }, now);
  expect(effects).toMatchObject([{ kind: 'answer', cycle: 'child', startingSince: now }]);
});

function asksInstead(lock: Conversation, cycle = 'child'): readonly string[] {
  const { startingSince: _then, ...asked } = ofChild(cycle, 0);
  const request = { ...asked, id: `${cycle}#2`, insteadOf: asked.id };
  return lock.receives({ kind: 'message', message: { request } });
}

it('a child that waits and hears nothing asks in vain: it keeps its place', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  lock.receives({ kind: 'message', message: { ofChildren: [ofChild('child', lock.now)] } });
  const { waiting } = lock.state;
  expect(asksInstead(lock)).toEqual([]);
  expect(lock.state.waiting).toBe(waiting);
  expect(lock.releases('a')).toEqual(['child: AD EX branch granted']);
});

it('nor does a child that shares a long run have it done twice', () => {
  const { lock } = startingAChild();
  expect(asksInstead(lock)).toEqual([]);
  expect(lock.releases('b')).toEqual(['child: coalesced into b, success']);
  expect(lock.state.waiting).toEqual([]);
});

it('where the run lock does not know what the parent has asked, the child is heard, and the parent is not any more', () => {
  const lock = converse();
  expect(asksInstead(lock)).toEqual(['child: AD EX branch granted']);
  const then = lock.state;
  lock.receives({ kind: 'message', message: { ofChildren: [ofChild('child', lock.now)] } });
  expect(lock.state).toBe(then);
});
