import { describe, expect, it } from 'vitest';
import { AD, HEAD_OFFICE, HR } from '../../../test/sample-server.js';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';
import { describeRunLock } from '../describe-status.js';
import { checkControl } from '../controls/check-control.js';
import type { RunLockAnswer } from '../messages.js';
import { nextTick } from '../next-tick.js';
import { reduceRunLock } from '../reduce.js';
import type { ServerThresholds } from '../../thresholds/thresholds-for.js';

const FIGURES = { partition: 'default', adds: 3, updates: 0, deletes: 1_200, connectorSpaceObjects: 3_000 };
const HOLD = {
  figures: [FIGURES],
  reason: '1,200 deletes pending in partition default, 40 % of 3,000 objects; the threshold is 20 %',
};
const THRESHOLDS: ServerThresholds = { exports: { deletes: { percent: 20 } }, managementAgents: {} };

/** HR's export, granted to `a`, which found too much pending; `b` wants the same. */
function withHold(): Conversation {
  const lock = converse({ thresholds: THRESHOLDS });
  lock.asks('a', 'HR', 'EX');
  expect(holds(lock)).toEqual([]);
  expect(puts(lock)).toEqual([]);
  return lock;
}

/** `a` gives its lease back, and asks for the same, to be held. */
function puts(lock: Conversation) {
  return lock.releases('a', { started: false, next: ['HR', 'EX', { hold: HOLD }] });
}

function status(lock: Conversation) {
  return describeRunLock(lock.state, lock.now);
}

function holds(lock: Conversation) {
  return status(lock).holds;
}

/** The answer that the next event brings to a cycle, with all that it says. */
function answerTo(lock: Conversation, event: Parameters<typeof reduceRunLock>[1]): RunLockAnswer | undefined {
  const { effects } = reduceRunLock(lock.state, event, lock.now);
  return effects.flatMap((effect) => (effect.kind === 'answer' ? [effect.answer] : []))[0];
}

function approval(raise = false) {
  return {
    kind: 'control',
    control: { action: 'approve-export', requestId: 'a#2', id: 'x', by: 'nina', ...(raise ? { raise } : {}) },
  } as const;
}

describe('an export that is held', () => {
  it('is not granted, keeps nobody waiting, and is shown with its figures', () => {
    const lock = withHold();
    expect(lock.state.leases).toEqual([]);
    expect(lock.asks('c', 'HR', 'DI')).toEqual(['c: HR DI granted']);
    expect(lock.asks('d', 'AD', 'DI branch')).toEqual(['d: AD DI branch granted']);
    expect(holds(lock)).toEqual([
      {
        requestId: 'a#2',
        cycle: 'a',
        managementAgent: 'HR',
        runProfile: 'EX',
        since: expect.any(String),
        ...HOLD,
      },
    ]);
    expect(status(lock).waiting).toMatchObject([
      { requestId: 'a#2', waitsFor: [`an operator's decision: ${HOLD.reason}`] },
    ]);
  });

  it('never is overdue: time changes nothing', () => {
    const lock = withHold();
    expect(nextTick(lock.state, lock.now)).toBeUndefined();
    expect(lock.waits(100 * 24 * 3_600_000)).toEqual([]);
    expect(lock.asks('c', 'HR', 'FI')).toEqual(['c: HR FI granted']);
  });

  it('takes along who had joined its lease or waits for the same, and who asks later', () => {
    const lock = converse({ thresholds: THRESHOLDS });
    lock.asks('a', 'HR', 'EX');
    lock.asks('b', 'HR', 'EX');
    expect(puts(lock)).toEqual([]);
    expect(lock.asks('c', 'HR', 'ex')).toEqual([]);
    expect(lock.state.waiting).toMatchObject([
      { request: { cycle: 'a' }, joined: [{ cycle: 'b' }, { cycle: 'c' }] },
    ]);
    expect(lock.asks('d', 'HR', 'EX', 'normal', { repeats: true })).toEqual(['d: coalesced into a, at once']);
    lock.controls({ action: 'approve-export', requestId: 'a#2' });
    expect(lock.releases('a')).toEqual(['b: coalesced into a, success', 'c: coalesced into a, success']);
  });

  it('is counted anew when a synchronization has made more pending, and held with the figures of now', () => {
    const lock = withHold();
    expect(lock.asks('b', 'HR', 'EX', 'continuation')).toEqual(['a: HR EX granted']);
    expect(lock.state.leases[0]?.approved).toBeUndefined();
    const more = { figures: [{ ...FIGURES, deletes: 1_300 }], reason: '1,300 deletes' };
    expect(lock.releases('a', { started: false, next: ['HR', 'EX', { hold: more }] })).toEqual([]);
    expect(holds(lock)).toMatchObject([{ requestId: 'a#3', ...more }]);
    expect(lock.asks('c', 'HR', 'EX', 'normal')).toEqual([]);
    expect(lock.state.waiting).toMatchObject([{ joined: [{ cycle: 'b' }, { cycle: 'c' }] }]);
  });

  it('stays held for another if its cycle ends', () => {
    const lock = withHold();
    lock.asks('b', 'HR', 'EX');
    expect(lock.withdraws('a')).toEqual([]);
    expect(holds(lock)).toMatchObject([{ requestId: 'b#1', cycle: 'b' }]);
    expect(lock.withdraws('b')).toEqual([]);
    expect(holds(lock)).toEqual([]);
  });

  it('arrives twice and is held once', () => {
    const lock = withHold();
    const request = lock.lastRequest('a');
    const release = {
      cycle: 'a',
      token: 1,
      outcome: { result: 'threshold-exceeded', summary: '', errorCount: 0 },
    };
    expect(lock.receives({ kind: 'message', message: { release, request } })).toEqual([]);
    expect(holds(lock)).toHaveLength(1);
  });

  it('is held by a run lock that has started anew, too', () => {
    const lock = converse({ thresholds: THRESHOLDS, engineSeen: false });
    lock.asks('a', 'HR', 'EX', 'continuation', { hold: HOLD });
    lock.asks('b', 'HR', 'EX');
    lock.looksAtEngine();
    expect(holds(lock)).toMatchObject([{ requestId: 'a#1' }]);
    expect(lock.state.waiting).toHaveLength(1);
  });

  it('is refused when its management agent is stopped, with all who joined', () => {
    const lock = withHold();
    lock.asks('b', 'HR', 'EX');
    expect(lock.controls({ action: 'stop', managementAgent: 'HR' })).toEqual([
      'a: refused, management-agent-stopped',
      'b: refused, management-agent-stopped',
    ]);
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([
      'work left is looked for: HR',
    ]);
  });

  it('is refused, if its management agent was stopped meanwhile, with those who had joined its lease', () => {
    const lock = converse({ thresholds: THRESHOLDS });
    lock.asks('a', 'HR', 'EX');
    lock.controls({ action: 'stop', managementAgent: 'HR' });
    expect(puts(lock)).toEqual(['a: refused, management-agent-stopped']);
    expect(lock.state.leases).toEqual([]);
  });
});

describe('an operator', () => {
  it('approves: it runs when its turn comes, as much of it as was shown', () => {
    const lock = withHold();
    lock.asks('c', 'HR', 'DI');
    expect(lock.controls({ action: 'approve-export', requestId: 'a#2' })).toEqual([]);
    expect(holds(lock)).toEqual([]);
    expect(lock.releases('c')).toEqual(['a: HR EX granted']);
    expect(lock.state.controls.at(-1)).toMatchObject({
      by: 'nina',
      what: `export of management agent HR, EX (${HOLD.reason}), approved`,
    });
  });

  it('is not asked again for what the answer says is approved', () => {
    const lock = withHold();
    expect(answerTo(lock, approval())).toMatchObject({
      kind: 'granted',
      approved: [FIGURES],
      thresholds: {
        exports: [{ partition: 'default', thresholds: { limits: { deletes: { percent: 20 } } } }],
      },
    });
    lock.receives(approval());
    expect(lock.state.raised).toBeUndefined();
    lock.releases('a');
    lock.asks('c', 'HR', 'EX');
    expect(lock.state.leases).toMatchObject([{ request: { cycle: 'c' } }]);
    expect(lock.state.leases[0]?.approved).toBeUndefined();
  });

  it('raises the threshold: from now on so much is approved, and no less than before', () => {
    const lock = withHold();
    lock.receives(approval(true));
    lock.releases('a');
    expect(status(lock).raised).toEqual([
      { managementAgent: 'HR', ...FIGURES, at: expect.any(String), by: 'nina' },
    ]);
    const { hold: _held, ...asked } = lock.lastRequest('a');
    const request = { ...asked, id: 'x#1', cycle: 'x' };
    expect(answerTo(lock, { kind: 'message', message: { request } })).toMatchObject({ approved: [FIGURES] });
    const less = { ...HOLD, figures: [{ ...FIGURES, adds: 9, deletes: 7 }] };
    lock.asks('c', 'HR', 'EX', 'normal', { hold: less });
    lock.controls({ action: 'approve-export', requestId: 'c#1', raise: true });
    expect(status(lock).raised).toMatchObject([{ adds: 9, deletes: 1_200 }]);
  });

  it('raises only for the management agent and runs that export', () => {
    const lock = withHold();
    lock.receives(approval(true));
    lock.releases('a');
    const { hold: _held, ...asked } = lock.lastRequest('a');
    const other = { ...asked, id: 'c#1', cycle: 'c', wanted: { runProfile: 'DI' } };
    expect(answerTo(lock, { kind: 'message', message: { request: other } })).not.toHaveProperty('approved');
    const ofAd = { ...other, managementAgent: 'AD', wanted: { runProfile: 'EX branch' } };
    expect(answerTo(lock, { kind: 'message', message: { request: ofAd } })).not.toHaveProperty('approved');
  });

  it('rejects: all who share it are told by whom and why', () => {
    const lock = withHold();
    lock.asks('b', 'HR', 'EX');
    const { control } = approval();
    const answer = answerTo(lock, {
      kind: 'control',
      control: { ...control, action: 'reject-export', why: 'HR is being mended' },
    });
    expect(answer).toMatchObject({
      code: 'export-rejected',
      reason: `Rejected by nina: HR is being mended. It had been held: ${HOLD.reason}.`,
    });
    expect(lock.controls({ action: 'reject-export', requestId: 'b#1' })).toEqual([
      'a: refused, export-rejected',
      'b: refused, export-rejected',
    ]);
    expect(lock.asks('c', 'HR', 'EX')).toEqual(['c: HR EX granted']);
  });

  it('can decide once, and only on what is held', () => {
    const lock = withHold();
    lock.asks('c', 'AD', 'EX branch');
    lock.asks('d', 'AD', 'EX head office');
    const check = (requestId: string) =>
      checkControl(lock.state, { id: 'y', by: 'nina', action: 'approve-export', requestId })?.code;
    expect(['a#2', 'd#1', 'x#1'].map(check)).toEqual([undefined, 'unknown-hold', 'unknown-hold']);
    lock.receives(approval());
    expect(check('a#2')).toBe('unknown-hold');
    const { version } = lock.state;
    lock.receives(approval());
    expect(lock.state.version).toBe(version);
  });
});

describe('a new configuration', () => {
  it('that changes the thresholds has what is held judged anew, and forgets what was raised', () => {
    const lock = withHold();
    lock.receives(approval(true));
    lock.releases('a');
    lock.asks('c', 'HR', 'EX', 'normal', { hold: HOLD });
    const thresholds: ServerThresholds = {
      ...THRESHOLDS,
      managementAgents: { HR: { exports: { deletes: { count: 5 } }, partitions: {} } },
    };
    expect(lock.isConfigured({ thresholds })).toEqual(['c: HR EX granted']);
    expect(status(lock).raised).toEqual([]);
  });

  it('that changes those of others changes nothing here', () => {
    const lock = withHold();
    lock.receives(approval(true));
    lock.releases('a');
    lock.asks('c', 'HR', 'EX', 'normal', { hold: HOLD });
    const thresholds: ServerThresholds = {
      ...THRESHOLDS,
      imports: { all: { count: 7 } },
      managementAgents: {
        AD: { partitions: { [HEAD_OFFICE]: { exports: { deletes: { count: 5 } } } } },
      },
    };
    expect(lock.isConfigured({ thresholds })).toEqual([]);
    expect(holds(lock)).toHaveLength(1);
    expect(status(lock).raised).toHaveLength(1);
  });
});

describe('a cycle that stops', () => {
  const EXCEEDED = {
    scope: 'management-agent',
    error: 'threshold-exceeded',
    reason: '56,326 deletes staged in partition default, 99 % of 56,726 objects; the threshold is 20 %',
  } as const;

  it('its management agent, by a threshold: what waits is refused, who shared the run is told how it ended', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'FI');
    lock.asks('b', 'HR', 'DS');
    lock.asks('c', 'AD', 'DI branch');
    expect(lock.releases('a', { stop: EXCEEDED })).toEqual([
      'b: refused, management-agent-stopped',
      'c: AD DI branch granted',
    ]);
    expect(status(lock).managementAgents).toMatchObject([
      {
        name: 'HR',
        control: 'stopped',
        error: 'threshold-exceeded',
        stopped: { by: 'threshold', why: EXCEEDED.reason },
        lastOutcome: { result: 'success' },
      },
      { name: 'AD', control: 'started' },
      { control: 'started' },
      { control: 'started' },
    ]);
    expect(status(lock).managementAgents[0]?.lastOutcome).not.toHaveProperty('stop');
    expect(lock.state.controls).toMatchObject([{ what: 'management agent HR stopped', by: 'threshold' }]);
    expect(lock.asks('d', 'HR', 'DS')).toEqual(['d: refused, management-agent-stopped']);
    expect(lock.controls({ action: 'start', managementAgent: 'HR' })).toEqual([
      'work left is looked for: HR',
    ]);
  });

  it('the sync server, by a controller before the run: nobody takes its place', () => {
    const lock = converse();
    lock.asks('x', 'AD', 'DI branch');
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'HR', 'DS');
    lock.releases('x');
    const stop = { scope: 'server', error: 'unexpected-change', reason: 'a flood' } as const;
    expect(lock.releases('a', { started: false, stop })).toEqual(['b: refused, server-stopped']);
    expect(status(lock)).toMatchObject({ control: 'stopped', stopped: { by: 'controller', why: 'a flood' } });
  });

  it('must hold the lease that it gives back', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'FI');
    lock.asks('b', 'AD', 'DI branch');
    const outcome = { result: 'success', summary: '', errorCount: 0, runNumber: 1, stop: EXCEEDED };
    const release = { cycle: 'b', token: lock.token('a'), outcome };
    lock.receives({ kind: 'message', message: { release } });
    expect(lock.state.stopped).toEqual({});
  });

  it('stops also a management agent that no catalogue tells of', () => {
    const lock = converse({ engineSeen: false });
    lock.saysWhatItHolds('a', { token: 5, managementAgent: 'HR', runProfile: 'FI' });
    lock.releases('a', { stop: EXCEEDED });
    expect(lock.state.stopped).toMatchObject({ [HR.id]: { error: 'threshold-exceeded' } });
  });
});

describe('a grant', () => {
  it('says what the run is judged by, and whether a controller is to be asked', () => {
    const lock = converse({
      thresholds: { imports: { deletes: { percent: 20 } }, managementAgents: {} },
      controlled: { all: true, managementAgents: { [AD.name]: false } },
      revision: { number: 2, at: 1_000 },
    });
    const granted = (managementAgent: string, runProfile: string) => {
      const request = {
        id: 'q#1',
        cycle: 'q',
        managementAgent,
        wanted: { runProfile },
        urgency: 'normal',
        reason: 'a test',
      } as const;
      return answerTo(lock, { kind: 'message', message: { request } });
    };
    expect(granted('HR', 'DI')).toMatchObject({
      controlled: { revision: { number: 2, at: 1_000 } },
      thresholds: {
        imports: [{ partition: 'default', thresholds: { limits: { deletes: { percent: 20 } }, floor: 0 } }],
        exports: [],
      },
    });
    expect(granted('HR', 'EX')).not.toHaveProperty('thresholds');
    expect(granted('AD', 'DI branch')).not.toHaveProperty('controlled');
  });
});
