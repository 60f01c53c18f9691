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
  expect(effects).toMatchObject([{ kind: 'answer', cycle: 'child', starting: true }]);
});

it('one that hears nothing asks anew, and keeps its place', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  lock.receives({ kind: 'message', message: { ofChildren: [ofChild('child', lock.now)] } });
  const [before] = lock.state.waiting;
  const { startingSince: _none, ...request } = { ...ofChild('child', 0), id: 'child#2' };
  const withdrawal = { cycle: 'child', requestId: 'child#1' };
  lock.waits(30_000);
  lock.receives({ kind: 'message', message: { withdrawal, request } });
  expect(lock.state.waiting).toMatchObject([{ request: { id: 'child#2' }, since: before?.since }]);
  expect(lock.releases('a')).toEqual(['child: AD EX branch granted']);
});
