import { describe, expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import { grantedTo } from '../../../test/run-lock/granted-to.js';
import { AD } from '../../../test/sample-server.js';

describe('side by side', () => {
  it('run imports and exports of different management agents', () => {
    const lock = converse();
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: HR DI granted']);
    expect(lock.asks('b', 'AD', 'EX branch')).toEqual(['b: AD EX branch granted']);
    expect(lock.asks('c', 'MIM Service', 'DI')).toEqual(['c: MIM Service DI granted']);
    expect(lock.asks('d', 'Phones', 'FI')).toEqual(['d: Phones FI granted']);
  });

  it('runs no second profile of a management agent', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI head office');
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: AD DI branch granted']);
  });

  it.each([
    ['DS', 'HR', 'Phones', 'FI'],
    ['DS', 'HR', 'AD', 'DS branch'],
    ['DI DS', 'HR', 'AD', 'EX branch'],
    ['DIDS all', 'AD', 'HR', 'DI'],
  ])('runs nothing beside a synchronization: %s of %s, then %s %s', (sync, ma, otherMa, other) => {
    const lock = converse();
    lock.asks('a', ma, sync);
    expect(lock.asks('b', otherMa, other)).toEqual([]);
    expect(lock.releases('a')).toEqual([`b: ${otherMa} ${other} granted`]);
  });
});

describe('in run mode', () => {
  it('unsupported, synchronizations exclude only each other', () => {
    const lock = converse({ rules: { runMode: 'unsupported' } });
    lock.asks('a', 'HR', 'DS');
    expect(lock.asks('b', 'Phones', 'FI')).toEqual(['b: Phones FI granted']);
    expect(lock.asks('c', 'AD', 'DS branch')).toEqual([]);
    expect(lock.releases('a')).toEqual(['c: AD DS branch granted']);
  });

  it('unsupported, the MIM Service does not import beside a synchronization: the engine would freeze', () => {
    const lock = converse({ rules: { runMode: 'unsupported' } });
    lock.asks('a', 'HR', 'DS');
    expect(lock.asks('b', 'MIM Service', 'FI')).toEqual(['b: MIM Service FI granted']);
    lock.releases('b');
    expect(lock.asks('b', 'MIM Service', 'DI')).toEqual([]);
  });

  it('exclusive, everything runs alone', () => {
    const lock = converse({ rules: { runMode: 'exclusive' } });
    lock.asks('a', 'HR', 'DI');
    expect(lock.asks('b', 'Phones', 'FI')).toEqual([]);
    expect(lock.asks('c', 'AD', 'EX branch')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: Phones FI granted']);
    expect(lock.releases('b')).toEqual(['c: AD EX branch granted']);
  });
});

describe('a lock list', () => {
  it('keeps its management agents from running, and nobody else', () => {
    const lock = converse({ lockLists: { hr: ['AD'] } });
    lock.asks('a', 'HR', 'DI');
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
    expect(lock.asks('c', 'Phones', 'FI')).toEqual(['c: Phones FI granted']);
    expect(lock.releases('a')).toEqual(['b: AD DI branch granted']);
  });

  it('waits for what its management agents run', () => {
    const lock = converse({ lockLists: { HR: ['AD'] } });
    lock.asks('a', 'AD', 'DI branch');
    expect(lock.asks('b', 'HR', 'DI')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: HR DI granted']);
  });

  it('of two management agents that name each other is no deadlock', () => {
    const lock = converse({ lockLists: { HR: ['AD'], AD: ['HR'] } });
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: HR DI granted']);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
    expect(lock.asks('c', 'HR', 'EX')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: AD DI branch granted']);
    expect(lock.releases('b')).toEqual(['c: HR EX granted']);
  });
});

describe('a request for the whole engine', () => {
  it('runs alone, whatever it is', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    expect(lock.asks('b', 'Phones', 'FI', 'normal', { exclusive: true })).toEqual([]);
    expect(lock.asks('c', 'AD', 'DI branch')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: Phones FI granted']);
    expect(lock.releases('b')).toEqual(['c: AD DI branch granted']);
  });
});

describe('a synchronization', () => {
  it('waits for all that runs', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.asks('b', 'Phones', 'FI');
    expect(lock.asks('c', 'HR', 'DS')).toEqual([]);
    expect(lock.releases('a')).toEqual([]);
    expect(lock.releases('b')).toEqual(['c: HR DS granted']);
  });

  it('is not overtaken by imports that would keep it waiting', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.asks('b', 'HR', 'DS');
    expect(lock.asks('c', 'Phones', 'FI')).toEqual([]);
    expect(lock.asks('d', 'MIM Service', 'EX')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: HR DS granted']);
    // Then all that was kept waiting, side by side.
    expect(lock.releases('b')).toEqual(['c: Phones FI granted', 'd: MIM Service EX granted']);
  });
});

describe('first in, first out', () => {
  it('lets what nobody stands in the way of pass', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI head office');
    lock.asks('b', 'AD', 'DI branch');
    expect(lock.asks('c', 'HR', 'DI')).toEqual(['c: HR DI granted']);
  });

  it('goes on when what stood before it is withdrawn', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.asks('b', 'HR', 'DS');
    lock.asks('c', 'Phones', 'FI');
    expect(lock.withdraws('b')).toEqual(['c: Phones FI granted']);
  });

  it('is kept among synchronizations', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DS branch');
    lock.asks('c', 'Phones', 'DS');
    expect(lock.releases('a')).toEqual(['b: AD DS branch granted']);
    expect(lock.releases('b')).toEqual(['c: Phones DS granted']);
  });
});

describe('urgency', () => {
  it('puts the continuation of a running cycle first, then what an operator wants at once', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('normal', 'AD', 'DS branch', 'normal');
    lock.asks('immediate', 'Phones', 'DS', 'immediate');
    lock.asks('continuation', 'MIM Service', 'DS', 'continuation');
    expect(lock.releases('a')).toEqual(['continuation: MIM Service DS granted']);
    expect(lock.releases('continuation')).toEqual(['immediate: Phones DS granted']);
    expect(lock.releases('immediate')).toEqual(['normal: AD DS branch granted']);
  });

  it('counts for the run that a request joined', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DS branch', 'normal');
    lock.asks('c', 'Phones', 'DS', 'normal');
    lock.asks('d', 'Phones', 'DS', 'continuation');
    expect(lock.releases('a')).toEqual(['c: Phones DS granted']);
  });

  it('of a cycle keeps its next step ahead of what waits', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'AD', 'DS branch');
    expect(lock.releases('a', { next: ['HR', 'DS'] })).toEqual(['a: HR DS granted']);
  });
});

describe('a grant', () => {
  it('has a token that is larger than any before', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'AD', 'DI branch');
    const [first, second] = [lock.token('a'), lock.token('b')];
    expect(second).toBeGreaterThan(first);
    lock.releases('b', { next: ['AD', 'DS branch'] });
    lock.releases('a');
    expect(lock.token('b')).toBeGreaterThan(second);
  });

  it('tells the last run that is known to have ended, so that a later one may be told to be its own', () => {
    const lock = converse();
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DI', runNumber: 41, busy: false }]);
    expect(grantedTo(lock, 'HR', 'DI')).toMatchObject({ lastKnownRunNumber: 41 });
  });

  it('says of a management agent that never ran that any run may be its own', () => {
    expect(grantedTo(converse(), 'HR', 'DI')).toMatchObject({ lastKnownRunNumber: 0 });
  });

  it('tells of a run that goes on that it has not ended', () => {
    const lock = converse({ engineSeen: false });
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DI', runNumber: 41 }]);
    lock.controls({ action: 'force-release', token: 1 });
    expect(grantedTo(lock, 'HR', 'DI')).toMatchObject({ lastKnownRunNumber: 40 });
  });

  it('tells when its run is tried again, where the configuration says anything of it', () => {
    const all = { results: ['stopped-'], retries: 1, intervalMs: 1000, jitter: 0 };
    const ofHr = { ...all, retries: 2 };
    const lock = converse({ retry: { all, managementAgents: { hr: ofHr } } });
    expect(grantedTo(lock, 'HR', 'DI')).toMatchObject({ retry: ofHr });
    expect(grantedTo(lock, 'Phones', 'FI')).toMatchObject({ retry: all });
    expect(grantedTo(converse(), 'HR', 'DI')).not.toHaveProperty('retry');
  });

  it('of a synchronization tells of which management agents the engine must be asked where exports are pending', () => {
    expect(grantedTo(converse(), 'HR', 'DS')).toMatchObject({ severalPartitions: [AD.id] });
    expect(grantedTo(converse(), 'HR', 'DI')).not.toHaveProperty('severalPartitions');
  });
});
