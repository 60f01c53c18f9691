import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import { AD, HR, PHONES } from '../../test/sample-server.js';
import type { RunLockEvent } from './event.js';
import type { RunLockState } from './state.js';

/** What a lock remembers, but for the number that counts its changes. */
function memory(state: RunLockState): RunLockState {
  return { ...state, version: 0 };
}

function requestOf(lock: Conversation, cycle: string): RunLockEvent {
  return { kind: 'message', message: { request: lock.lastRequest(cycle) } };
}

const WORK_LEFT_OF_ALL = 'work left is looked for: HR, AD, MIM Service, Phones';

describe('before the engine has been seen', () => {
  it('nothing is granted; afterwards all that can run is', () => {
    const lock = converse({ engineSeen: false });
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
    expect(lock.looksAtEngine()).toEqual([WORK_LEFT_OF_ALL, 'a: HR DI granted', 'b: AD DI branch granted']);
  });

  it('a request can be withdrawn', () => {
    const lock = converse({ engineSeen: false });
    lock.asks('a', 'HR', 'DI');
    lock.withdraws('a');
    expect(lock.looksAtEngine()).toEqual([WORK_LEFT_OF_ALL]);
  });

  it('requests that are equal come together', () => {
    const lock = converse({ engineSeen: false });
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'hr', { runProfileKind: 'delta-import' });
    expect(lock.looksAtEngine()).toEqual([WORK_LEFT_OF_ALL, 'a: HR DI granted']);
    expect(lock.releases('a')).toEqual(['b: coalesced into a, success']);
  });

  it('one that repeats is answered at once if the same waits already, and only then', () => {
    const lock = converse({ engineSeen: false });
    const repeats = { repeats: true, trigger: 'schedule' } as const;
    const kind = { runProfileKind: 'delta-import', partition: 'default' } as const;
    expect(lock.asks('a', 'HR', 'DI', 'normal', repeats)).toEqual([]);
    expect(lock.asks('b', 'hr', 'di', 'normal', repeats)).toEqual(['b: coalesced into a, at once']);
    expect(lock.asks('c', 'HR', kind, 'normal', repeats)).toEqual([]);
    expect(lock.asks('d', 'HR', kind, 'normal', repeats)).toEqual(['d: coalesced into c, at once']);
    const others: Parameters<typeof lock.asks>[] = [
      ['e', 'AD', 'DI', 'normal', repeats],
      ['f', 'HR', 'FI', 'normal', repeats],
      ['g', 'HR', { runProfileKind: 'delta-import' }, 'normal', repeats],
      ['h', 'HR', 'DI', 'normal', { ...repeats, exclusive: true }],
      ['i', 'HR', 'DI', 'normal', { repeats: true }],
      ['j', 'HR', 'DI', 'immediate', repeats],
      ['k', 'HR', 'DI', 'normal', { trigger: 'schedule' }],
    ];
    expect(others.map((asked) => lock.asks(...asked))).toEqual(others.map(() => []));
  });

  it('schedules that ask again and again do not fill it, and few answers go out when it has been', () => {
    const lock = converse({ engineSeen: false });
    for (let turn = 0; turn < 3_000; turn += 1) {
      for (const managementAgent of ['HR', 'MIM Service', 'Payroll']) {
        const asked = { trigger: 'schedule', repeats: true } as const;
        lock.asks(`${managementAgent}-${turn}`, managementAgent, 'DI', 'normal', asked);
      }
    }
    expect(lock.state.unresolved).toHaveLength(3);
    expect(lock.looksAtEngine()).toEqual([
      'Payroll-0: refused, unknown-management-agent',
      WORK_LEFT_OF_ALL,
      'HR-0: HR DI granted',
      'MIM Service-0: MIM Service DI granted',
    ]);
  });

  it('what the server is stopped for is refused, as is what waits already', () => {
    const lock = converse({ engineSeen: false });
    lock.asks('a', 'HR', 'DI');
    expect(lock.controls({ action: 'stop' })).toEqual(['a: refused, server-stopped']);
    expect(lock.asks('b', 'Phones', 'FI')).toEqual(['b: refused, server-stopped']);
  });

  it('what is disabled is refused as far as its name tells, as is what waits already', () => {
    const lock = converse({ engineSeen: false, disabled: ['HR', PHONES.id] });
    expect(lock.asks('a', 'hr', 'DI')).toEqual(['a: refused, management-agent-disabled']);
    lock.asks('b', 'AD', 'DI branch');
    lock.asks('c', 'Phones', 'FI');
    expect(lock.isConfigured({ disabled: ['AD', PHONES.id] })).toEqual([
      'b: refused, management-agent-disabled',
    ]);
    expect(lock.looksAtEngine()).toEqual([
      'c: refused, management-agent-disabled',
      'work left is looked for: HR, MIM Service',
    ]);
  });
});

describe('a message that arrives twice, or late', () => {
  it.each<[string, (lock: Conversation) => void]>([
    ['while the request waits', () => {}],
    ['while it runs', (lock) => lock.releases('a')],
    [
      'after its end',
      (lock) => {
        lock.releases('a');
        lock.releases('b');
      },
    ],
    [
      'after it was withdrawn',
      (lock) => {
        lock.withdraws('b');
      },
    ],
  ])('as a request: %s', (_, before) => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    before(lock);
    const then = memory(lock.state);
    expect(lock.receives(requestOf(lock, 'b'))).toEqual([]);
    expect(memory(lock.state)).toEqual(then);
  });

  it('as a request that was coalesced or refused', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DS branch');
    lock.asks('b', 'HR', 'DI');
    lock.asks('c', 'HR', 'DI');
    lock.asks('r', 'HR', 'DX');
    lock.looksAtEngine();
    lock.releases('a');
    lock.releases('b');
    const then = memory(lock.state);
    for (const cycle of ['c', 'r']) expect(lock.receives(requestOf(lock, cycle))).toEqual([]);
    expect(memory(lock.state)).toEqual(then);
  });

  it('as a release: the lease that the cycle holds by then is another', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    const outcome = { runNumber: 7, result: 'success', summary: 'no changes', errorCount: 0 };
    const release = { cycle: 'a', token: lock.token('a'), outcome };
    lock.releases('a', { next: ['HR', 'DS'] });
    lock.asks('b', 'AD', 'DI branch');
    const then = lock.state;
    expect(lock.receives({ kind: 'message', message: { release } })).toEqual([]);
    expect(lock.state).toBe(then);
  });

  it('as a withdrawal', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DS');
    lock.withdraws('b');
    const then = lock.state;
    expect(lock.withdraws('b')).toEqual([]);
    expect(lock.state).toBe(then);
  });
});

describe('a withdrawal', () => {
  it('that overtakes its request is kept for it', () => {
    const lock = converse();
    lock.receives({ kind: 'message', message: { withdrawal: { cycle: 'a', requestId: 'a#1' } } });
    expect(lock.asks('a', 'HR', 'DI')).toEqual([]);
    expect(lock.asks('b', 'HR', 'DI')).toEqual(['b: HR DI granted']);
  });

  it('of a request that waits takes it out of the queue', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DS');
    lock.withdraws('b');
    expect(lock.releases('a')).toEqual([]);
  });

  it('that crosses the grant gives the lease back', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DS');
    expect(lock.withdraws('a')).toEqual(['b: HR DS granted']);
  });

  it("of another cycle's request does nothing, and keeps nobody from withdrawing it", () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DS');
    const then = memory(lock.state);
    const { id } = lock.lastRequest('b');
    lock.receives({ kind: 'message', message: { withdrawal: { cycle: 'stranger', requestId: id } } });
    expect(memory(lock.state)).toEqual(then);
    lock.withdraws('b');
    expect(lock.releases('a')).toEqual([]);
  });
});

describe('a release', () => {
  const OUTCOME = { runNumber: 7, result: 'success', summary: 'no changes', errorCount: 0 };

  it.each<[string, (lock: Conversation) => { cycle: string; token: number }]>([
    ["with another's token", (lock) => ({ cycle: 'b', token: lock.token('a') })],
    ["in another's name", (lock) => ({ cycle: 'stranger', token: lock.token('a') })],
  ])('%s changes nothing', (_, who) => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch');
    const then = lock.state;
    expect(
      lock.receives({ kind: 'message', message: { release: { ...who(lock), outcome: OUTCOME } } }),
    ).toEqual([]);
    expect(lock.state).toBe(then);
  });

  it('with a token that nobody holds gives nothing back, and keeps it from being handed out again', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch');
    const then = lock.state;
    const release = { cycle: 'a', token: then.nextToken + 1, outcome: OUTCOME };
    expect(lock.receives({ kind: 'message', message: { release } })).toEqual([]);
    expect(lock.state).toEqual({ ...then, nextToken: release.token + 1, version: then.version + 1 });
  });

  it('travels with the next request, and goes first', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'AD', 'DI branch');
    expect(lock.releases('a', { next: ['HR', 'EX'] })).toEqual(['a: HR EX granted']);
    expect(lock.releases('b', { next: ['AD', 'DS branch'] })).toEqual([]);
    expect(lock.releases('a')).toEqual(['b: AD DS branch granted']);
  });

  it('leaves what came of the run, and its number', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.releases('a', { result: 'completed-warnings', runNumber: 1 });
    expect(lock.state.lastOutcomes[HR.id]).toMatchObject({
      result: 'completed-warnings',
      runProfile: 'DI',
      cycle: 'a',
    });
    expect(lock.state.runNumbers[HR.id]).toBe(1);
  });

  it('of a run that the engine did not start tells why', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.releases('a', { started: false, result: 'access-denied' });
    expect(lock.state.lastOutcomes[AD.id]).toMatchObject({
      result: 'access-denied',
      runProfile: 'DI branch',
    });
    expect(lock.state.runNumbers[AD.id]).toBe(0);
  });

  it('of a run that was cancelled before it started leaves nothing', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.releases('a', { started: false, result: 'cancelled', cancelled: true });
    expect(lock.state.lastOutcomes).toEqual({});
  });

  it('of a run that was cancelled on the way is remembered, and who had joined asks in its own name', () => {
    const lock = converse();
    lock.asks('busy', 'HR', 'FI');
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DI');
    lock.releases('busy');
    const cancelled = { result: 'stopped-user-termination-from-wmi-or-ui', cancelled: true };
    expect(lock.releases('a', cancelled)).toEqual(['b: HR DI granted']);
    expect(lock.state.lastOutcomes[HR.id]).toMatchObject(cancelled);
  });
});

describe('the configuration', () => {
  it('counts for what is asked for from then on', () => {
    const lock = converse({ runProfiles: { HR: { default: { export: 'FI' } } } });
    expect(lock.asks('a', 'HR', { runProfileKind: 'export' })).toEqual(['a: HR FI granted']);
    lock.releases('a');
    lock.receives({ kind: 'configured', configuration: { ...lock.state.configuration, runProfiles: {} } });
    expect(lock.asks('b', 'HR', { runProfileKind: 'export' })).toEqual(['b: HR EX granted']);
  });

  it('counts for what waits already', () => {
    const lock = converse();
    lock.asks('sync', 'AD', 'DS branch');
    lock.asks('a', 'MIM Service', 'EX');
    lock.asks('b', 'MIM Service', 'DI');
    const { configuration } = lock.state;
    const rules = { ...configuration.rules, mimServiceExportTakesSyncLock: false };
    lock.receives({ kind: 'configured', configuration: { ...configuration, rules } });
    expect(lock.state.waiting.map((entry) => entry.needs.sync)).toEqual([false, true]);
  });

  it.each([
    ['an earlier one, delivered late', { number: 1, at: 1_000 }, 'ignored'],
    ['one of the same moment with a lower number', { number: 1, at: 2_000 }, 'ignored'],
    ['the same one again', { number: 2, at: 2_000 }, 'taken'],
    ['a later one', { number: 3, at: 3_000 }, 'taken'],
    ['a later one of a clock that was set back', { number: 3, at: 1_000 }, 'taken'],
    ['the first one after Temporal has lost its data', { number: 1, at: 3_000 }, 'taken'],
    ['one that nobody has numbered', undefined, 'taken'],
  ] as const)('that comes after another, %s', (_, revision, becomes) => {
    const lock = converse();
    lock.isConfigured({ maxCycleDepth: 5, revision: { number: 2, at: 2_000 } });
    const { revision: _known, ...configuration } = lock.state.configuration;
    lock.receives({
      kind: 'configured',
      configuration: { ...configuration, maxCycleDepth: 3, ...(revision ? { revision } : {}) },
    });
    expect(lock.state.configuration.maxCycleDepth).toBe(becomes === 'taken' ? 3 : 5);
  });

  it('has looked for what was left undone by a management agent that it enables', () => {
    const lock = converse({ disabled: ['ad', 'Phones'] });
    expect(lock.asks('a', 'AD', { runProfileKind: 'export' })).toEqual([
      'a: refused, management-agent-disabled',
    ]);
    expect(lock.isConfigured({ disabled: ['phones'] })).toEqual(['work left is looked for: AD']);
    expect(lock.isConfigured({ disabled: ['phones'] })).toEqual([]);
  });

  it('leaves that to whoever starts what it enables, if it is stopped', () => {
    const lock = converse({ disabled: ['AD'] });
    lock.controls({ action: 'stop' });
    expect(lock.isConfigured({ disabled: [] })).toEqual([]);
    expect(lock.controls({ action: 'start' })).toEqual([WORK_LEFT_OF_ALL]);
  });

  it('that comes before the engine has been seen leaves it to the first look', () => {
    const lock = converse({ engineSeen: false, disabled: ['AD'] });
    expect(lock.isConfigured({ disabled: [] })).toEqual([]);
    expect(lock.looksAtEngine()).toEqual([WORK_LEFT_OF_ALL]);
  });
});
