import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import { HR } from '../../test/sample-server.js';

describe('a request equal to one that waits', () => {
  it('joins it, and is answered when that run has ended', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    lock.asks('c', 'HR', 'DI');
    lock.asks('d', HR.id.toLowerCase(), 'di');
    expect(lock.releases('a')).toEqual(['b: HR DI granted']);
    expect(lock.releases('b', { result: 'completed-warnings' })).toEqual([
      'c: coalesced into b, completed-warnings',
      'd: coalesced into b, completed-warnings',
    ]);
  });

  it('is the same by its purpose as by its name', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', { runProfileKind: 'confirming-import', partition: 'default' });
    lock.asks('c', 'HR', 'DI');
    lock.releases('a');
    expect(lock.releases('b')).toEqual(['c: coalesced into b, success']);
  });

  it('learns of a failure of that run too', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    lock.asks('c', 'HR', 'DI');
    lock.releases('a');
    expect(lock.releases('b', { result: 'stopped-connectivity' })).toEqual([
      'c: coalesced into b, stopped-connectivity',
    ]);
  });
});

describe('a request that joins', () => {
  it('makes the run as urgent as itself', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'Phones', 'DS');
    lock.asks('c', 'HR', 'DS', 'normal');
    lock.asks('d', 'HR', 'DS', 'immediate');
    expect(lock.releases('a')).toEqual(['c: HR DS granted']);
  });

  it('makes it no less urgent', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'Phones', 'DS', 'immediate');
    lock.asks('c', 'HR', 'DS', 'continuation');
    lock.asks('d', 'HR', 'DS', 'normal');
    expect(lock.releases('a')).toEqual(['c: HR DS granted']);
  });

  it('and is asked for again and again is answered at once', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    expect(lock.asks('c', 'HR', 'DI', 'normal', { repeats: true })).toEqual(['c: coalesced into b, at once']);
    lock.releases('a');
    expect(lock.releases('b')).toEqual([]);
  });

  it('and is more urgent is not answered at once, though it is asked for again: the run goes before others', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'Phones', 'DS');
    lock.asks('c', 'HR', 'DS');
    expect(lock.asks('d', 'HR', 'DS', 'immediate', { repeats: true })).toEqual([]);
    expect(lock.asks('e', 'HR', 'DS', 'immediate', { repeats: true })).toEqual([
      'e: coalesced into c, at once',
    ]);
    expect(lock.releases('a')).toEqual(['c: HR DS granted']);
    expect(lock.releases('c')).toEqual(['d: coalesced into c, success', 'b: Phones DS granted']);
  });

  it('and may start where the one that waits must not is not answered at once, though it is asked for again', () => {
    const lock = converse();
    const from = lock.now;
    const shutTimes = [{ from, to: from + 600_000, triggers: ['operator' as const] }];
    lock.receives({ kind: 'shut-times-known', shutTimes, until: from + 6_000_000 });
    lock.asks('sync', 'AD', 'DS branch', 'normal', { trigger: 'change' });
    lock.asks('a', 'HR', 'DI', 'normal', { trigger: 'operator' });
    const schedule = { trigger: 'schedule', repeats: true } as const;
    expect(lock.asks('b', 'HR', 'DI', 'normal', schedule)).toEqual([]);
    expect(lock.asks('c', 'HR', 'DI', 'normal', schedule)).toEqual(['c: coalesced into a, at once']);
    expect(lock.releases('sync')).toEqual(['a: HR DI granted']);
    expect(lock.releases('a')).toEqual(['b: coalesced into a, success']);
  });
});

describe('a request that wants the engine for itself', () => {
  it('joins none that does not, and the other way round', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    lock.asks('c', 'HR', 'DI', 'normal', { exclusive: true });
    lock.asks('d', 'HR', 'DI', 'normal', { exclusive: true });
    lock.asks('e', 'HR', 'DI');
    expect(lock.releases('a')).toEqual(['b: HR DI granted']);
    expect(lock.releases('b')).toEqual(['e: coalesced into b, success', 'c: HR DI granted']);
    expect(lock.asks('f', 'Phones', 'FI')).toEqual([]);
    expect(lock.releases('c')).toEqual(['d: coalesced into c, success', 'f: Phones FI granted']);
  });
});

describe('a request equal to one that runs', () => {
  it('waits: that run may have missed its changes', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    expect(lock.asks('b', 'HR', 'DI')).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: HR DI granted']);
  });
});

/** `a` synchronizes; `b` is to carry `c` and `d`. */
function carried(): Conversation {
  const lock = converse();
  lock.asks('a', 'AD', 'DS branch');
  for (const cycle of ['b', 'c', 'd']) lock.asks(cycle, 'HR', 'DI');
  return lock;
}

describe('when the run that is to carry several requests does not happen', () => {
  it('the first that joined asks in its own name, because the carrier withdraws', () => {
    const lock = carried();
    lock.withdraws('b');
    expect(lock.releases('a')).toEqual(['c: HR DI granted']);
    expect(lock.releases('c')).toEqual(['d: coalesced into c, success']);
  });

  it('because the carrier withdraws after its grant', () => {
    const lock = carried();
    lock.releases('a');
    expect(lock.withdraws('b')).toEqual(['c: HR DI granted']);
    expect(lock.releases('c')).toEqual(['d: coalesced into c, success']);
  });

  it('because the carrier had ended before its grant arrived', () => {
    const lock = carried();
    lock.releases('a');
    const { id } = lock.lastRequest('b');
    expect(lock.receives({ kind: 'answer-undeliverable', requestId: id })).toEqual(['c: HR DI granted']);
  });

  it('because the engine did not start it', () => {
    const lock = carried();
    lock.releases('a');
    expect(lock.releases('b', { started: false, result: 'no-start-ma-update-in-progress' })).toEqual([
      'c: HR DI granted',
    ]);
    expect(lock.releases('c')).toEqual(['d: coalesced into c, success']);
  });

  it('and the one that takes over has the place of the carrier in the queue, not the first one', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('before', 'Phones', 'DS');
    lock.asks('b', 'HR', 'DS');
    lock.asks('c', 'HR', 'DS');
    lock.asks('after', 'MIM Service', 'DS');
    lock.withdraws('b');
    expect(lock.releases('a')).toEqual(['before: Phones DS granted']);
    expect(lock.releases('before')).toEqual(['c: HR DS granted']);
    expect(lock.releases('c')).toEqual(['after: MIM Service DS granted']);
  });

  it('and the rules have changed meanwhile, whoever takes over runs under those of now', () => {
    const lock = converse({ rules: { runMode: 'unsupported' } });
    lock.asks('busy', 'HR', 'FI');
    for (const cycle of ['b', 'c']) lock.asks(cycle, 'HR', 'DS');
    lock.releases('busy');
    lock.asks('import', 'AD', 'DI branch');
    lock.isConfigured({ rules: { ...lock.state.configuration.rules, runMode: 'supported' } });
    expect(lock.withdraws('b')).toEqual([]);
    expect(lock.releases('import')).toEqual(['c: HR DS granted']);
  });

  it('and an equal request waits by then, all join that one', () => {
    const lock = carried();
    lock.releases('a');
    expect(lock.asks('e', 'HR', 'DI')).toEqual([]);
    expect(lock.releases('b', { started: false })).toEqual(['e: HR DI granted']);
    expect(lock.releases('e')).toEqual(['c: coalesced into e, success', 'd: coalesced into e, success']);
  });

  it('one that joined can withdraw too', () => {
    const lock = carried();
    lock.withdraws('c');
    lock.withdraws('b');
    expect(lock.releases('a')).toEqual(['d: HR DI granted']);
    expect(lock.releases('d')).toEqual([]);
  });

  it('one that joined can withdraw while the run goes on', () => {
    const lock = carried();
    lock.releases('a');
    lock.withdraws('c');
    expect(lock.releases('b')).toEqual(['d: coalesced into b, success']);
  });
});
