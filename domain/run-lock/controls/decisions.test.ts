import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';
import { AD, HR } from '../../../test/sample-server.js';
import type { ServerThresholds } from '../../thresholds/thresholds-for.js';
import { reduceRunLock } from '../reduce.js';
import { emptyRunLockState, type RunLockState } from '../state.js';
import { decisionsOf, haveSameDecisions, withDecisions } from './decisions.js';

const THRESHOLDS: ServerThresholds = { exports: { adds: { count: 5 } }, managementAgents: {} };
const FIGURES = { partition: 'default', adds: 9, updates: 0, deletes: 0, connectorSpaceObjects: 20 };

/** A run lock in which an operator has stopped HR and the server, started AD again, and raised a threshold. */
function decided(): Conversation {
  const lock = converse({ thresholds: THRESHOLDS });
  lock.asks('a', 'HR', 'EX', 'normal', { hold: { figures: [FIGURES], reason: '9 adds pending' } });
  lock.controls({ action: 'approve-export', requestId: 'a#1', raise: true });
  lock.controls({ action: 'stop', managementAgent: 'HR' });
  lock.controls({ action: 'stop', managementAgent: 'AD' });
  lock.controls({ action: 'start', managementAgent: 'AD' });
  lock.controls({ action: 'stop' });
  return lock;
}

/** What a run lock knows that starts where one was terminated. */
function afterTermination({ state }: Conversation): RunLockState {
  const carried = JSON.parse(JSON.stringify(decisionsOf(state))) as ReturnType<typeof decisionsOf>;
  return withDecisions(emptyRunLockState('main', undefined, false), carried);
}

describe('a run lock that starts where another was terminated', () => {
  it('keeps stopped what was stopped, and who did what', () => {
    const lock = decided();
    const next = afterTermination(lock);
    expect(next.serverStopped).toEqual(lock.state.serverStopped);
    expect(Object.keys(next.stopped)).toEqual([HR.id]);
    expect(next.stopped[AD.id]).toBeUndefined();
    expect(next.controls).toEqual(lock.state.controls);
  });

  it('keeps what an operator has raised, under the same thresholds', () => {
    const lock = decided();
    const { configuration } = lock.state;
    const next = afterTermination(lock);
    const configured = reduceRunLock(next, { kind: 'configured', configuration }, lock.now).state;
    expect(configured.raised).toEqual(lock.state.raised);
    const stricter = { ...configuration, thresholds: { ...THRESHOLDS, exports: { adds: { count: 2 } } } };
    const changed = reduceRunLock(next, { kind: 'configured', configuration: stricter }, lock.now).state;
    expect(changed.raised).toBeUndefined();
  });
});

describe('decisions are written down', () => {
  it('when there are new ones, and only then', () => {
    const lock = converse({ thresholds: THRESHOLDS });
    const first = lock.state;
    lock.asks('a', 'HR', 'DI');
    lock.isConfigured({ longestWaitMs: 1 });
    expect(haveSameDecisions(first, lock.state)).toBe(true);
    const before = lock.state;
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    expect(haveSameDecisions(before, lock.state)).toBe(false);
  });
});
