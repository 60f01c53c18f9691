import { describe, expect, it } from 'vitest';
import { BEGINNING, converse } from '../../test/run-lock/conversation.js';
import { AD, HR, MIM_SERVICE, PHONES } from '../../test/sample-server.js';
import { describeRunLock, summarizeRunLock } from './describe-status.js';

/** When the event with this number was, the look at the engine being number 0. */
function at(event: number): string {
  return new Date(BEGINNING + event * 1000).toISOString();
}

describe('the status of a sync server', () => {
  it('before the engine has been seen says so', () => {
    const lock = converse({ engineSeen: false });
    expect(describeRunLock(lock.state, lock.now)).toMatchObject({
      server: 'main',
      engineSeen: false,
      managementAgents: [],
      running: [],
    });
    expect(summarizeRunLock(lock.state, lock.now)).toMatch(/has not been seen yet/);
  });

  it('shows each management agent, and what it does', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch');
    expect(describeRunLock(lock.state, lock.now).managementAgents).toEqual([
      { id: HR.id, name: 'HR', category: 'MSSQL', control: 'started', execution: 'running' },
      { id: AD.id, name: 'AD', category: 'AD', control: 'started', execution: 'waiting' },
      { id: MIM_SERVICE.id, name: 'MIM Service', category: 'FIM', control: 'started', execution: 'idle' },
      { id: PHONES.id, name: 'Phones', category: 'Extensible2', control: 'started', execution: 'idle' },
    ]);
  });

  it('shows settings of management agents that the engine does not have, once it has been seen', () => {
    const ids = { HR: null, Personnel: '{A}', Telephones: PHONES.id };
    const lock = converse({ ids });
    expect(describeRunLock(lock.state, lock.now).unknownInConfiguration).toEqual(['Personnel']);
    const blind = converse({ ids, engineSeen: false });
    expect(describeRunLock(blind.state, blind.now)).not.toHaveProperty('unknownInConfiguration');
  });

  it('shows what came of the last run', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.releases('a', { result: 'completed-warnings' });
    expect(describeRunLock(lock.state, lock.now).managementAgents[0]).toMatchObject({
      execution: 'idle',
      lastOutcome: { runProfile: 'DI', cycle: 'a', result: 'completed-warnings', at: at(2) },
    });
  });

  it('shows what runs, since when, for whom and why', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([{ managementAgent: 'Phones', runProfile: 'FI', runNumber: 3 }]);
    expect(describeRunLock(lock.state, lock.now).running).toEqual([
      {
        managementAgent: 'HR',
        runProfile: 'DI',
        runNumber: 1,
        since: at(1),
        token: 1,
        cycle: 'a',
        reason: 'a needs it',
      },
      {
        managementAgent: 'Phones',
        runProfile: 'FI',
        runNumber: 3,
        since: at(2),
        token: 2,
        reason: 'started by somebody else',
      },
    ]);
  });

  it('shows what waits, in the order of the queue', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch', 'normal');
    lock.asks('c', 'Phones', 'FI', 'continuation');
    expect(describeRunLock(lock.state, lock.now).waiting).toMatchObject([
      {
        requestId: 'c#1',
        cycle: 'c',
        managementAgent: 'Phones',
        runProfile: 'FI',
        position: 1,
        urgency: 'continuation',
        since: at(3),
      },
      {
        requestId: 'b#1',
        cycle: 'b',
        managementAgent: 'AD',
        runProfile: 'DI branch',
        position: 2,
        urgency: 'normal',
        since: at(2),
      },
    ]);
  });
});

describe('what a request waits for, by name', () => {
  it('is a synchronization', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch');
    lock.asks('c', 'Phones', 'DS');
    const { waiting } = describeRunLock(lock.state, lock.now);
    expect(waiting.map(({ waitsFor }) => waitsFor)).toEqual([
      ['sync engine, held by HR DS, run 1, since 04:05:07 UTC'],
      ['synchronization lock, held by HR DS, run 1, since 04:05:07 UTC', '1 request before it in the queue'],
    ]);
  });

  it('stays small, however many wait and run', () => {
    const lock = converse();
    lock.asks('sync', 'HR', 'DS');
    lock.asks('a', 'AD', 'DI branch');
    const [entry] = lock.state.waiting;
    const crowd = Array.from({ length: 1000 }, () => entry).filter((one) => one !== undefined);
    const status = describeRunLock({ ...lock.state, waiting: crowd }, lock.now);
    expect(status.waiting).toHaveLength(1000);
    expect(JSON.stringify(status).length).toBeLessThan(512 * 1024);
    expect(summarizeRunLock({ ...lock.state, waiting: crowd }, lock.now)).toContain('**Waiting (1000)**');
  });

  it('is its own management agent', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.asks('b', 'HR', 'EX');
    expect(describeRunLock(lock.state, lock.now).waiting[0]?.waitsFor).toEqual([
      'management agent HR, held by HR DI, run 1, since 04:05:07 UTC',
    ]);
  });

  it('is all that runs, for a synchronization', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.asks('b', 'Phones', 'FI');
    lock.asks('c', 'HR', 'DS');
    expect(describeRunLock(lock.state, lock.now).waiting[0]?.waitsFor).toEqual([
      'sync engine, held by AD DI branch, run 1, since 04:05:07 UTC',
      'sync engine, held by Phones FI, run 1, since 04:05:08 UTC',
    ]);
  });

  it('is a run that somebody else started', () => {
    const lock = converse();
    lock.looksAtEngine([{ managementAgent: 'HR', runProfile: 'DS', runNumber: 41 }]);
    lock.asks('a', 'AD', 'DS branch');
    expect(describeRunLock(lock.state, lock.now).waiting[0]?.waitsFor).toEqual([
      'synchronization lock, held by HR DS, run 41, since 04:05:07 UTC',
    ]);
  });

  it('is never nothing', () => {
    const lock = converse();
    lock.asks('a', 'AD', 'DI branch');
    lock.asks('b', 'HR', 'DS');
    for (const cycle of ['c', 'd', 'e']) lock.asks(cycle, 'MIM Service', cycle === 'c' ? 'DI' : 'EX');
    for (const { waitsFor } of describeRunLock(lock.state, lock.now).waiting)
      expect(waitsFor).not.toEqual([]);
  });
});

describe('the summary for the Web UI', () => {
  it('says what runs and what waits for what', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    lock.asks('b', 'AD', 'DI branch');
    expect(summarizeRunLock(lock.state, lock.now)).toBe(
      [
        '**Running (1)**',
        '- HR, DS: a needs it',
        '',
        '**Waiting (1)**',
        '1. AD, DI branch: sync engine, held by HR DS, run 1, since 04:05:07 UTC',
      ].join('\n'),
    );
  });
});

describe('the version', () => {
  it('grows with what happens, and not with what changes nothing', () => {
    const lock = converse();
    const { version } = lock.state;
    lock.asks('a', 'HR', 'DI');
    expect(lock.state.version).toBeGreaterThan(version);
    const then = lock.state.version;
    lock.receives({ kind: 'message', message: { request: lock.lastRequest('a') } });
    expect(lock.state.version).toBe(then);
  });
});
