import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';
import type { LockPolicy } from '../state.js';

const MINUTE = 60_000;

/**
 * Two imports run. `queued` waits for the first one's management agent; then `sync`, the next step of a cycle that
 * runs; then `late`. The first import ends: who may pass the synchronization while the second goes on?
 */
function whoPasses(policy: LockPolicy): readonly string[] {
  const lock = converse({ policy });
  lock.asks('first', 'AD', 'DI head office');
  lock.asks('second', 'Phones', 'FI');
  const passed = [
    ...lock.asks('queued', 'AD', 'DI branch'),
    ...lock.asks('sync', 'HR', 'DS', 'continuation'),
    ...lock.asks('late', 'MIM Service', 'DI'),
  ];
  return [...passed, ...lock.releases('first')];
}

describe('a synchronization that waits for imports', () => {
  it('lets nobody pass under policy fifo', () => {
    expect(whoPasses('fifo')).toEqual([]);
  });

  it('lets what was in the queue before its turn pass under policy yield-queued', () => {
    expect(whoPasses('yield-queued')).toEqual(['queued: AD DI branch granted']);
  });

  it('lets everything pass under policy yield-all', () => {
    expect(whoPasses('yield-all')).toEqual(['late: MIM Service DI granted', 'queued: AD DI branch granted']);
  });

  it('lets what is older pass under policy batch', () => {
    expect(whoPasses('batch')).toEqual(['queued: AD DI branch granted']);
  });

  it.each(['fifo', 'yield-queued', 'yield-all', 'batch'] as const)(
    'starts when they have ended, under policy %s',
    (policy) => {
      const lock = converse({ policy });
      lock.asks('a', 'AD', 'DI branch');
      expect(lock.asks('sync', 'HR', 'DS')).toEqual([]);
      expect(lock.releases('a')).toEqual(['sync: HR DS granted']);
    },
  );
});

/** A synchronization runs, beside an import that somebody else has started; `b`, an import and `c` wait for its end. */
function twoSynchronizationsWait(): Conversation {
  const lock = converse({ policy: 'yield-queued' });
  lock.asks('a', 'MIM Service', 'DS');
  lock.sees({ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 1 });
  lock.asks('b', 'Phones', 'DS');
  lock.asks('before', 'HR', 'DI');
  lock.asks('c', 'AD', 'DS branch');
  return lock;
}

describe('the turn of a synchronization under policy yield-queued', () => {
  it('comes when the one before it has ended: what was asked for until then passes', () => {
    const lock = twoSynchronizationsWait();
    expect(lock.releases('a')).toEqual(['before: HR DI granted']);
    lock.releases('before');
    expect(lock.asks('late', 'HR', 'EX')).toEqual([]);
    expect(lock.sees({ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 1, busy: false })).toEqual([
      'a cycle of AD begins: follow-ups-of-run, run-1',
      'b: Phones DS granted',
    ]);
  });

  it('comes to one after the other: the last lets pass what was asked for before its own', () => {
    const lock = twoSynchronizationsWait();
    lock.releases('a');
    lock.releases('before');
    lock.asks('late', 'HR', 'DI');
    lock.sees({ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 1, busy: false });
    lock.sees({ managementAgent: 'MIM Service', runProfile: 'FI', runNumber: 2 });
    expect(lock.releases('b')).toEqual(['late: HR DI granted']);
  });
});

/** A synchronization runs; an import was asked for before the next two synchronizations. */
function afterASync(policy: LockPolicy): Conversation {
  const lock = converse({ policy });
  lock.asks('running', 'HR', 'DS');
  lock.asks('import', 'Phones', 'FI');
  lock.asks('second', 'AD', 'DS branch');
  lock.asks('third', 'MIM Service', 'DS');
  return lock;
}

describe('policy batch, turn by turn', () => {
  it('runs all synchronizations that wait back to back, then the imports', () => {
    const lock = afterASync('batch');
    expect(lock.releases('running')).toEqual(['second: AD DS branch granted']);
    expect(lock.releases('second')).toEqual(['third: MIM Service DS granted']);
    expect(lock.releases('third')).toEqual(['import: Phones FI granted']);
  });

  it('and fifo does not', () => {
    expect(afterASync('fifo').releases('running')).toEqual(['import: Phones FI granted']);
  });

  it('runs a synchronization that comes in the turn of the synchronizations in that turn', () => {
    const lock = afterASync('batch');
    lock.asks('fourth', 'HR', 'FS');
    lock.releases('running');
    lock.releases('second');
    expect(lock.releases('third')).toEqual(['fourth: HR FS granted']);
    expect(lock.releases('fourth')).toEqual(['import: Phones FI granted']);
  });

  it('runs all imports and exports that can run side by side when it is their turn', () => {
    const lock = converse({ policy: 'batch' });
    lock.asks('running', 'HR', 'DS');
    lock.asks('a', 'Phones', 'FI');
    lock.asks('b', 'AD', 'EX branch');
    lock.asks('c', 'AD', 'DI branch');
    expect(lock.releases('running')).toEqual(['a: Phones FI granted', 'b: AD EX branch granted']);
    expect(lock.releases('b')).toEqual(['c: AD DI branch granted']);
  });

  it('does not begin the turn of the synchronizations before the imports have ended', () => {
    const lock = converse({ policy: 'batch' });
    lock.asks('a', 'Phones', 'FI');
    lock.asks('b', 'AD', 'EX branch');
    lock.asks('sync', 'HR', 'DS');
    expect(lock.releases('a')).toEqual([]);
    expect(lock.releases('b')).toEqual(['sync: HR DS granted']);
  });
});

/** Phones' import took a second, AD's a minute; AD's runs again, and a synchronization waits for it. */
function inTheShadow(): Conversation {
  const lock = converse({ policy: 'batch' });
  lock.asks('short', 'Phones', 'FI');
  lock.releases('short');
  lock.asks('long', 'AD', 'DI branch');
  lock.waits(MINUTE);
  lock.releases('long');
  lock.asks('long', 'AD', 'DI branch');
  lock.asks('sync', 'HR', 'DS');
  return lock;
}

describe('in the shadow of a run that goes on', () => {
  it('an import that will have ended before it keeps nobody waiting, and starts', () => {
    const lock = inTheShadow();
    expect(lock.asks('short', 'Phones', 'FI')).toEqual(['short: Phones FI granted']);
  });

  it('one that never ran does not: nothing is known of it', () => {
    expect(inTheShadow().asks('new', 'MIM Service', 'DI')).toEqual([]);
  });

  it('one that would last longer does not', () => {
    const lock = inTheShadow();
    lock.waits(MINUTE - 1_000);
    expect(lock.asks('short', 'Phones', 'FI')).toEqual([]);
  });

  it('nothing starts under another policy', () => {
    const lock = inTheShadow();
    lock.isConfigured({ policy: 'fifo' });
    expect(lock.asks('short', 'Phones', 'FI')).toEqual([]);
  });
});

describe('who has waited too long', () => {
  it('goes before what is more urgent', () => {
    const lock = converse({ longestWaitMs: 15 * MINUTE });
    lock.asks('running', 'HR', 'DS');
    lock.asks('patient', 'Phones', 'DS', 'normal');
    lock.waits(15 * MINUTE);
    lock.asks('urgent', 'AD', 'DS branch', 'continuation');
    expect(lock.releases('running')).toEqual(['patient: Phones DS granted']);
  });

  it('does not before that time', () => {
    const lock = converse({ longestWaitMs: 15 * MINUTE });
    lock.asks('running', 'HR', 'DS');
    lock.asks('patient', 'Phones', 'DS', 'normal');
    lock.waits(14 * MINUTE);
    lock.asks('urgent', 'AD', 'DS branch', 'continuation');
    expect(lock.releases('running')).toEqual(['urgent: AD DS branch granted']);
  });

  it.each(['yield-queued', 'yield-all', 'batch'] as const)(
    'is passed by nobody whom he would have to wait for, under policy %s',
    (policy) => {
      const lock = converse({ policy, longestWaitMs: MINUTE });
      lock.asks('running', 'AD', 'DI branch');
      lock.asks('sync', 'HR', 'DS');
      lock.waits(MINUTE);
      expect(lock.asks('late', 'Phones', 'FI', 'continuation')).toEqual([]);
      expect(lock.releases('running')).toEqual(['sync: HR DS granted']);
    },
  );

  it('is not kept waiting by the turn of the synchronizations', () => {
    const lock = converse({ policy: 'batch', longestWaitMs: MINUTE });
    lock.asks('running', 'HR', 'DS');
    lock.asks('import', 'Phones', 'FI');
    lock.waits(MINUTE);
    lock.asks('second', 'AD', 'DS branch');
    expect(lock.releases('running')).toEqual(['import: Phones FI granted']);
  });

  it('counts from when his run was asked for first, whoever asks for it by now', () => {
    const lock = converse({ longestWaitMs: MINUTE });
    lock.asks('running', 'HR', 'DS');
    lock.asks('first', 'Phones', 'DS');
    lock.waits(MINUTE);
    lock.asks('heir', 'Phones', 'DS');
    lock.withdraws('first');
    lock.asks('urgent', 'AD', 'DS branch', 'immediate');
    expect(lock.releases('running')).toEqual(['heir: Phones DS granted']);
  });
});
