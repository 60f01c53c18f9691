import { describe, expect, it } from 'vitest';
import { AD, BRANCH, HEAD_OFFICE, HR, samplePartitionId } from '../../test/sample-server.js';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import { reduceRunLock } from './reduce.js';
import type { ServerThresholds } from '../thresholds/thresholds-for.js';

const thresholds: ServerThresholds = { imports: { deletes: { count: 5 } }, managementAgents: {} };
const FOREIGN_IMPORT = { managementAgent: 'AD', runProfile: 'DI branch', runNumber: 4, busy: false };

/** Whether a synchronization, if it is asked for now, is told to judge what is staged. */
function judges(lock: Conversation, runProfile: string, managementAgent = 'AD'): boolean {
  const request = {
    id: 'q#1',
    cycle: 'q',
    managementAgent,
    wanted: { runProfile },
    urgency: 'normal',
    reason: 'a test',
  } as const;
  const { effects } = reduceRunLock(lock.state, { kind: 'message', message: { request } }, lock.now);
  const granted = effects.flatMap((effect) =>
    effect.kind === 'answer' && effect.answer.kind === 'granted' ? [effect.answer] : [],
  );
  expect(granted).toHaveLength(1);
  return granted[0]?.judgeStaged === true;
}

/** All that was staged before this run lock began is synchronized. */
function quiet(): Conversation {
  const lock = converse({ thresholds });
  for (const runProfile of ['DS head office', 'DS branch']) {
    lock.asks('a', 'AD', runProfile);
    lock.releases('a');
  }
  expect(judges(lock, 'DS branch')).toBe(false);
  return lock;
}

describe('what is staged is judged before it is synchronized', () => {
  it('when the run lock begins: nobody knows who has staged it', () => {
    const lock = converse({ thresholds });
    expect(judges(lock, 'DS branch')).toBe(true);
    expect(judges(lock, 'DI branch')).toBe(false);
    expect(lock.state.unjudged?.[AD.id]).toContain(samplePartitionId('AD', BRANCH));
  });

  it('when the engine has a new management agent, of that alone', () => {
    const lock = converse({ thresholds, catalogue: [HR] });
    lock.asks('a', 'HR', 'DS');
    lock.releases('a');
    lock.looksAtEngine([], [HR, AD]);
    expect([judges(lock, 'DS', 'HR'), judges(lock, 'DS branch')]).toEqual([false, true]);
  });

  it('after a run of somebody else, also by a cycle that follows its own import', () => {
    const lock = quiet();
    lock.sees(FOREIGN_IMPORT);
    expect(judges(lock, 'DS branch')).toBe(true);
    expect(judges(lock, 'DS', 'HR')).toBe(true);
  });

  it('if our own run was told of that of somebody else', () => {
    const lock = quiet();
    lock.asks('a', 'AD', 'DI branch');
    lock.releases('a', { runNumber: 9, unmanagedRuns: [8] });
    expect(judges(lock, 'DS branch')).toBe(true);
  });

  it('until it is synchronized, each partition for itself', () => {
    const lock = quiet();
    lock.sees(FOREIGN_IMPORT);
    lock.asks('a', 'AD', 'DS head office');
    lock.releases('a');
    expect([judges(lock, 'DS head office'), judges(lock, 'DS branch')]).toEqual([false, true]);
    expect(lock.state.unjudged?.[AD.id]).not.toContain(samplePartitionId('AD', HEAD_OFFICE));
    lock.asks('a', 'AD', 'DS branch');
    lock.releases('a', { started: false });
    expect(judges(lock, 'DS branch')).toBe(true);
    lock.asks('a', 'AD', 'DS branch');
    lock.releases('a', { cancelled: true, result: 'stopped-user-termination-from-wmi-or-ui' });
    expect(judges(lock, 'DS branch')).toBe(true);
  });

  it('unless an operator has started its management agent: then he has decided', () => {
    const lock = quiet();
    lock.sees(FOREIGN_IMPORT);
    lock.controls({ action: 'stop', managementAgent: 'AD' });
    lock.controls({ action: 'start', managementAgent: 'AD' });
    expect(judges(lock, 'DS branch')).toBe(false);
    lock.sees({ ...FOREIGN_IMPORT, runNumber: 5 });
    lock.controls({ action: 'stop' });
    lock.controls({ action: 'start' });
    expect(judges(lock, 'DS branch')).toBe(false);
  });

  it('not where there are no thresholds', () => {
    const lock = converse();
    lock.sees(FOREIGN_IMPORT);
    expect(judges(lock, 'DS branch')).toBe(false);
    expect(lock.state.unjudged).toBeUndefined();
  });
});
