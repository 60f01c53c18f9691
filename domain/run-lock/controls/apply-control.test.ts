import { describe, expect, it } from 'vitest';
import { converse, type Action, type Conversation } from '../../../test/run-lock/conversation.js';
import { AD, HR } from '../../../test/sample-server.js';
import { CONTROLS_KEPT, type Control } from '../control.js';
import { checkControl } from './check-control.js';

/** What was done, in words, the newest last. */
function recorded(lock: Conversation): readonly string[] {
  return lock.state.controls.map(({ what }) => what);
}

/** HR imports for `a`; AD synchronizes next, for `b`; HR exports after that, for `c`. */
function busy(): Conversation {
  const lock = converse();
  lock.asks('a', 'HR', 'DI');
  lock.asks('b', 'AD', 'DS branch');
  lock.asks('c', 'HR', 'EX');
  return lock;
}

describe('stop a management agent', () => {
  it('refuses what waits and what asks, and lets its run go on', () => {
    const lock = busy();
    expect(lock.controls({ action: 'stop', managementAgent: 'hr' })).toEqual([
      'c: refused, management-agent-stopped',
    ]);
    expect(lock.asks('d', 'HR', 'FI')).toEqual(['d: refused, management-agent-stopped']);
    expect(lock.releases('a')).toEqual(['b: AD DS branch granted']);
    expect(recorded(lock)).toEqual(['management agent HR stopped']);
  });

  it('refuses whoever joined, too', () => {
    const lock = busy();
    lock.asks('d', 'HR', 'EX');
    expect(lock.controls({ action: 'stop', managementAgent: 'HR' })).toEqual([
      'c: refused, management-agent-stopped',
      'd: refused, management-agent-stopped',
    ]);
  });

  it('says who did it, and why', () => {
    const lock = busy();
    const at = lock.now;
    lock.controls({ action: 'stop', managementAgent: HR.id, why: 'new attribute flows' });
    expect(lock.state.stopped).toEqual({ [HR.id]: { at, by: 'nina', why: 'new attribute flows' } });
    expect(lock.state.controls).toMatchObject([{ at, by: 'nina', why: 'new attribute flows' }]);
  });

  it('stops its runs too, if that is asked for: a cycle of ours by its cancellation', () => {
    const lock = busy();
    expect(lock.controls({ action: 'stop', managementAgent: 'HR', cancelRuns: true })).toEqual([
      'c: refused, management-agent-stopped',
      'a: cancelled, management agent HR stopped, its runs too',
    ]);
  });

  it('stops its runs too, if that is asked for: one of somebody else by the engine', () => {
    const lock = converse();
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DI', runNumber: 1 }]);
    expect(lock.controls({ action: 'stop', managementAgent: 'HR', cancelRuns: true })).toEqual([
      'the engine stops the run of HR',
    ]);
  });

  it.each<[string, Parameters<Conversation['releases']>[1]]>([
    ['was cancelled', { cancelled: true, result: 'stopped-user-termination-from-wmi-or-ui' }],
    ['never started', { started: false }],
    ['may go on', { started: false, mayGoOn: true }],
  ])('lets nobody take the place of a run that %s', (_, end) => {
    const lock = converse();
    lock.asks('busy', 'HR', 'FI');
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DI');
    lock.releases('busy');
    lock.controls({ action: 'stop', managementAgent: 'HR', cancelRuns: true });
    expect(lock.releases('a', end)).toEqual(['b: refused, management-agent-stopped']);
    expect(lock.looksAtEngine()).not.toContain('b: HR DI granted');
  });

  it.each<[string, (lock: Conversation) => readonly string[]]>([
    ['withdraws', (lock) => lock.withdraws('a')],
    [
      'has ended before its answer came',
      (lock) => lock.receives({ kind: 'answer-undeliverable', requestId: lock.lastRequest('a').id }),
    ],
    ['is terminated', (lock) => lock.looksAtEngine([], undefined, ['a'])],
    ['is freed by force', (lock) => lock.controls({ action: 'force-release', token: lock.token('a') })],
  ])('lets nobody take the place of a cycle that %s', (_, end) => {
    const lock = converse();
    lock.asks('busy', 'HR', 'FI');
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DI');
    lock.releases('busy');
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    expect(end(lock)).toEqual(['b: refused, management-agent-stopped']);
  });
});

describe('stop the sync server', () => {
  it('refuses all that waits and asks, and lets what runs go on', () => {
    const lock = busy();
    expect(lock.controls({ action: 'stop' })).toEqual([
      'b: refused, server-stopped',
      'c: refused, server-stopped',
    ]);
    expect(lock.asks('d', 'Phones', 'FI')).toEqual(['d: refused, server-stopped']);
    expect(lock.state.leases).toHaveLength(1);
    expect(recorded(lock)).toEqual(['sync server stopped']);
  });

  it('stops all runs too, if that is asked for', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'AD', 'DI branch');
    expect(lock.controls({ action: 'stop', cancelRuns: true })).toEqual([
      'a: cancelled, sync server stopped, its runs too',
      'b: cancelled, sync server stopped, its runs too',
    ]);
  });
});

describe('start', () => {
  it('looks for what was left undone, and lets runs start again', () => {
    const lock = converse();
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([
      'work left is looked for: HR',
    ]);
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: HR DI granted']);
    expect(recorded(lock)).toEqual(['management agent HR stopped', 'management agent HR started']);
  });

  it('of the server looks at all but those that stay stopped or are disabled', () => {
    const lock = converse({ disabled: ['phones'] });
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    lock.controls({ action: 'stop' });
    expect(lock.controls({ action: 'start' })).toEqual(['work left is looked for: AD, MIM Service']);
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: refused, management-agent-stopped']);
  });

  it('of a management agent of a stopped server looks at it when the server starts', () => {
    const lock = converse();
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    lock.controls({ action: 'stop' });
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([]);
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: refused, server-stopped']);
    expect(lock.controls({ action: 'start' })).toEqual([
      'work left is looked for: HR, AD, MIM Service, Phones',
    ]);
  });

  it('of what runs already looks for nothing', () => {
    const lock = converse();
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([]);
    expect(lock.controls({ action: 'start' })).toEqual([]);
  });
});

describe('cancel a run', () => {
  it('of ours cancels its cycle, which gives the lease back', () => {
    const lock = busy();
    expect(lock.controls({ action: 'cancel-run', managementAgent: 'HR' })).toEqual([
      'a: cancelled, run of management agent HR cancelled',
    ]);
    expect(lock.state.leases).toHaveLength(1);
    expect(recorded(lock)).toEqual(['run of management agent HR cancelled']);
  });

  it('of somebody else has the engine stop it', () => {
    const lock = converse();
    lock.looksAtEngine([{ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 1 }]);
    expect(lock.controls({ action: 'cancel-run', managementAgent: AD.id })).toEqual([
      'the engine stops the run of AD',
    ]);
  });
});

describe('a waiting request', () => {
  it('is taken out of the queue, and its cycle told by whom and why', () => {
    const lock = busy();
    const control: Control = {
      id: 'r',
      by: 'nina',
      action: 'remove-request',
      requestId: 'b#1',
      why: 'not now',
    };
    expect(lock.receives({ kind: 'control', control })).toContain('b: refused, removed');
    expect(recorded(lock)).toEqual(['request b#1 taken out of the queue']);
    expect(lock.state.waiting.map(({ request }) => request.id)).toEqual(['c#1']);
  });

  it('is taken out with all that joined it', () => {
    const lock = busy();
    lock.asks('d', 'HR', 'EX');
    expect(lock.controls({ action: 'remove-request', requestId: 'd#1' })).toEqual([
      'c: refused, removed',
      'd: refused, removed',
    ]);
  });

  it('is put before all others, whatever their urgency; the latest that was put there is the first', () => {
    const lock = converse();
    lock.asks('running', 'HR', 'DS');
    lock.asks('a', 'AD', 'DS branch', 'continuation');
    lock.asks('b', 'Phones', 'DS');
    lock.asks('c', 'MIM Service', 'DS');
    lock.controls({ action: 'move-to-front', requestId: 'b#1' });
    lock.controls({ action: 'move-to-front', requestId: 'c#1' });
    expect(lock.releases('running')).toEqual(['c: MIM Service DS granted']);
    expect(lock.releases('c')).toEqual(['b: Phones DS granted']);
    expect(lock.releases('b')).toEqual(['a: AD DS branch granted']);
    expect(recorded(lock)).toEqual([
      'request b#1 put before all others',
      'request c#1 put before all others',
    ]);
  });

  it('is passed by nobody after that, under policy batch too', () => {
    const lock = converse({ policy: 'batch' });
    lock.asks('running', 'HR', 'DS');
    lock.asks('import', 'Phones', 'FI');
    lock.asks('sync', 'AD', 'DS branch');
    lock.controls({ action: 'move-to-front', requestId: 'import#1' });
    expect(lock.releases('running')).toEqual(['import: Phones FI granted']);
  });
});

describe('release by force', () => {
  it('frees the lease, and keeps who did it; the holder can no longer give it back', () => {
    const lock = busy();
    const token = lock.token('a');
    expect(lock.controls({ action: 'force-release', token, why: 'the host is gone' })).toEqual([
      'b: AD DS branch granted',
    ]);
    expect(lock.state.controls).toMatchObject([
      {
        by: 'nina',
        why: 'the host is gone',
        what: `lease ${token} of management agent HR, DI released by force`,
      },
    ]);
    const then = lock.state;
    const outcome = { runNumber: 1, result: 'success', summary: 'no changes', errorCount: 0 };
    lock.receives({ kind: 'message', message: { release: { cycle: 'a', token, outcome } } });
    expect(lock.state).toBe(then);
  });

  it('lets the next look at the engine take what still runs as unmanaged', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.controls({ action: 'force-release', token: lock.token('a') });
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DI', runNumber: 1 }]);
    expect(lock.asks('b', 'HR', 'EX')).toEqual([]);
  });

  it('frees an unmanaged lease, too', () => {
    const lock = converse();
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DS', runNumber: 1 }]);
    lock.asks('a', 'AD', 'DI branch');
    const token = lock.state.leases[0]?.token ?? 0;
    expect(lock.controls({ action: 'force-release', token })).toEqual(['a: AD DI branch granted']);
  });

  it('lets whoever joined take the place of the holder', () => {
    const lock = converse();
    lock.asks('busy', 'HR', 'FI');
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'DI');
    lock.releases('busy');
    expect(lock.controls({ action: 'force-release', token: lock.token('a') })).toEqual(['b: HR DI granted']);
  });
});

describe('a control', () => {
  it.each<Action>([
    { action: 'stop', managementAgent: 'HR', cancelRuns: true },
    { action: 'stop' },
    { action: 'start' },
    { action: 'cancel-run', managementAgent: 'HR' },
    { action: 'remove-request', requestId: 'b#1' },
    { action: 'move-to-front', requestId: 'c#1' },
    { action: 'force-release', token: 1 },
  ])('that arrives twice is one: %j', (action) => {
    const lock = busy();
    lock.controls(action, 'the same');
    const then = lock.state;
    expect(lock.controls(action, 'the same')).toEqual([]);
    expect(lock.state).toBe(then);
  });

  it.each<[Action, string, RegExp]>([
    [
      { action: 'stop', managementAgent: 'Payroll' },
      'unknown-management-agent',
      /no management agent "Payroll"; it has "HR", "AD"/,
    ],
    [{ action: 'start', managementAgent: 'Payroll' }, 'unknown-management-agent', /"Payroll"/],
    [{ action: 'cancel-run', managementAgent: 'Payroll' }, 'unknown-management-agent', /"Payroll"/],
    [{ action: 'cancel-run', managementAgent: 'phones' }, 'nothing-runs', /Phones runs nothing now/],
    [{ action: 'remove-request', requestId: 'a#1' }, 'unknown-request', /No request "a#1" waits/],
    [{ action: 'move-to-front', requestId: 'gone' }, 'unknown-request', /No request "gone" waits/],
    [{ action: 'force-release', token: 99 }, 'unknown-lease', /Nothing runs under token 99/],
  ])('that cannot be carried out is refused, and changes nothing: %j', (action, code, message) => {
    const lock = busy();
    const then = lock.state;
    const control = { ...action, id: 'x', by: 'nina' } as Control;
    expect(checkControl(lock.state, control)).toEqual({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(lock.controls(action)).toEqual([]);
    expect(lock.state).toBe(then);
  });

  it('of a management agent is refused as long as the engine has not been seen', () => {
    const { state } = converse({ engineSeen: false });
    const control: Control = { id: 'x', by: 'nina', action: 'stop', managementAgent: 'HR' };
    expect(checkControl(state, control)?.code).toBe('engine-unreachable');
    expect(checkControl(state, { id: 'x', by: 'nina', action: 'stop' })).toBeUndefined();
  });

  it('that has been carried out is no problem when it comes again', () => {
    const lock = busy();
    lock.controls({ action: 'remove-request', requestId: 'b#1' }, 'once');
    const control: Control = { id: 'once', by: 'nina', action: 'remove-request', requestId: 'b#1' };
    expect(checkControl(lock.state, control)).toBeUndefined();
  });

  it('is kept until many others have come', () => {
    const lock = converse();
    for (let turn = 0; turn <= CONTROLS_KEPT; turn += 1) lock.controls({ action: 'start' });
    expect(lock.state.controls).toHaveLength(CONTROLS_KEPT);
    expect(lock.state.controls.at(-1)?.id).toBe(`control-${CONTROLS_KEPT + 1}`);
  });
});
