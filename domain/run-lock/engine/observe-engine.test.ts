import { describe, expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import { AD, HR, MIM_SERVICE, PHONES, SAMPLE_SERVER } from '../../../test/sample-server.js';

const DS_OF_HR = { managementAgent: 'HR', runProfile: 'DS', runNumber: 1 };
const DI_OF_HR = { managementAgent: 'HR', runProfile: 'DI', runNumber: 1 };
const RENAMED = [{ ...HR, name: 'Personnel' }, AD, MIM_SERVICE, PHONES];

describe('a run that somebody else started', () => {
  it('keeps ours out of its way until it has ended', () => {
    const lock = converse();
    lock.looksAtEngine([DS_OF_HR]);
    expect(lock.asks('a', 'AD', 'DI branch')).toEqual([]);
    expect(lock.looksAtEngine([DS_OF_HR])).toEqual([]);
    expect(lock.looksAtEngine([{ ...DS_OF_HR, busy: false }])).toEqual([
      'a cycle of HR begins: follow-ups-of-run, run-1',
      'a: AD DI branch granted',
    ]);
  });

  it('keeps out of the way no more than it must', () => {
    const lock = converse();
    lock.looksAtEngine([DI_OF_HR]);
    expect(lock.asks('a', 'HR', 'EX')).toEqual([]);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual(['b: AD DI branch granted']);
  });

  it('is seen before anything is granted by a lock that begins', () => {
    const lock = converse({ engineSeen: false });
    lock.asks('a', 'AD', 'DI branch');
    expect(lock.looksAtEngine([DS_OF_HR])).toEqual(['work left is looked for: HR, AD, MIM Service, Phones']);
    expect(lock.looksAtEngine([{ ...DS_OF_HR, busy: false }])).toEqual([
      'a cycle of HR begins: follow-ups-of-run, run-1',
      'a: AD DI branch granted',
    ]);
  });

  it('with a run profile that the catalogue does not have keeps all out of its way', () => {
    const lock = converse();
    lock.looksAtEngine([{ ...DS_OF_HR, runProfile: 'deleted since' }]);
    expect(lock.asks('a', 'Phones', 'FI')).toEqual([]);
  });

  it('is also one of ours that nobody knows the end of: its lease stays until the engine is idle', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DS');
    expect(lock.asks('b', 'AD', 'DS branch')).toEqual([]);
    expect(lock.releases('a', { started: false, mayGoOn: true })).toEqual([]);
    expect(lock.looksAtEngine([DS_OF_HR])).toEqual([]);
    expect(lock.looksAtEngine([{ ...DS_OF_HR, busy: false }])).toEqual([
      'a cycle of HR begins: follow-ups-of-run, run-1',
      'b: AD DS branch granted',
    ]);
  });

  it('cannot be given back by a cycle', () => {
    const lock = converse();
    lock.looksAtEngine([DS_OF_HR]);
    const [lease] = lock.state.leases;
    const outcome = { runNumber: 1, result: 'success', summary: 'no changes', errorCount: 0 };
    const release = { cycle: 'a', token: lease?.token ?? 0, outcome };
    lock.receives({ kind: 'message', message: { release } });
    expect(lock.state.leases).toEqual([lease]);
  });

  it('and is followed by another with other needs before the next look is known by the other', () => {
    const lock = converse();
    lock.looksAtEngine([DI_OF_HR]);
    lock.looksAtEngine([{ ...DS_OF_HR, runNumber: 2 }]);
    expect(lock.state.leases).toMatchObject([{ runProfile: 'DS', needs: { engine: 'exclusive' } }]);
    expect(lock.asks('a', 'MIM Service', 'DI')).toEqual([]);
  });

  it('stays one lease while it goes on', () => {
    const lock = converse();
    lock.looksAtEngine([DS_OF_HR]);
    const [lease] = lock.state.leases;
    lock.looksAtEngine([{ ...DS_OF_HR, runProfile: 'ds' }]);
    expect(lock.state.leases).toEqual([lease]);
  });

  it('in the gap before ours starts is known beside our lease', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([DS_OF_HR]);
    // Beside that sync a delta import of the MIM Service would freeze the engine.
    expect(lock.asks('b', 'MIM Service', 'DI')).toEqual([]);
    lock.looksAtEngine([{ ...DI_OF_HR, runNumber: 2 }]);
    expect(lock.state.leases.map(({ request, runProfile }) => [request?.cycle, runProfile])).toEqual([
      ['a', 'DI'],
      ['b', 'DI'],
    ]);
  });
});

describe('a run of ours', () => {
  it('is not taken for one of somebody else', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([DI_OF_HR]);
    expect(lock.state.leases).toMatchObject([{ request: { cycle: 'a' } }]);
    expect(lock.state.leases).toHaveLength(1);
  });

  it('is not ended by a look that finds its management agent idle', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine();
    expect(lock.asks('b', 'HR', 'EX')).toEqual([]);
  });

  it('is not taken for one of somebody else by a look from before its end', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.releases('a', { runNumber: 1 });
    lock.looksAtEngine([DI_OF_HR]);
    expect(lock.state.leases).toEqual([]);
  });
});

describe('a look that is older than what has been shown since', () => {
  it('is not believed, also after an operator has released by force what was shown', () => {
    const lock = converse();
    lock.looksAtEngine([DS_OF_HR]);
    lock.looksAtEngine([{ ...DI_OF_HR, runNumber: 2 }]);
    lock.controls({ action: 'force-release', token: lock.state.leases[0]?.token ?? 0 });
    lock.looksAtEngine([DS_OF_HR]);
    expect(lock.state.leases).toEqual([]);
    expect(lock.asks('a', 'AD', 'DI branch')).toEqual(['a: AD DI branch granted']);
  });
});

describe('run numbers', () => {
  it('are known of runs that have ended, and never go back', () => {
    const lock = converse();
    lock.looksAtEngine([{ ...DI_OF_HR, runNumber: 41, busy: false }]);
    expect(lock.state.runNumbers[HR.id]).toBe(41);
    lock.looksAtEngine([{ ...DI_OF_HR, runNumber: 7, busy: false }]);
    expect(lock.state.runNumbers[HR.id]).toBe(41);
  });

  it('are not known of a run that goes on: a cycle may be about to find that it is its own', () => {
    const lock = converse();
    lock.looksAtEngine([DI_OF_HR]);
    expect(lock.state.runNumbers[HR.id]).toBe(0);
  });
});

describe('the catalogue', () => {
  it('is what the last look found', () => {
    const lock = converse();
    expect(lock.state.catalogue).toEqual(SAMPLE_SERVER);
    lock.looksAtEngine([], [HR]);
    expect(lock.state.catalogue).toEqual([HR]);
  });

  it('may lose a management agent that runs', () => {
    const lock = converse();
    lock.looksAtEngine([DS_OF_HR]);
    lock.looksAtEngine([], []);
    expect(lock.state.leases).toEqual([]);
  });

  it('may have a new management agent: what was left undone on it is looked for, once', () => {
    const lock = converse({ catalogue: [HR, PHONES] });
    expect(lock.looksAtEngine([], SAMPLE_SERVER)).toEqual([
      `work left is looked for: ${AD.id}, ${MIM_SERVICE.id}`,
    ]);
    expect(lock.looksAtEngine([], SAMPLE_SERVER)).toEqual([]);
  });

  it('may have a new management agent that is disabled, until it is called otherwise', () => {
    const lock = converse({ catalogue: [PHONES, AD], disabled: ['HR'] });
    expect(lock.looksAtEngine([], [PHONES, AD, HR])).toEqual([]);
    const renamed = { ...HR, name: 'Payroll' };
    expect(lock.looksAtEngine([], [PHONES, AD, renamed])).toEqual([`work left is looked for: ${HR.id}`]);
  });

  it('may call a management agent otherwise: what a cycle asked for by the old name has left undone is looked for', () => {
    const lock = converse();
    expect(lock.looksAtEngine([], RENAMED)).toEqual(['work left is looked for: HR']);
    expect(lock.looksAtEngine([], RENAMED)).toEqual([]);
  });

  it('may write a name otherwise: whoever asks by it is understood', () => {
    const lock = converse();
    expect(lock.looksAtEngine([], [{ ...HR, name: 'hr' }, AD, MIM_SERVICE, PHONES])).toEqual([]);
    expect(lock.asks('a', 'HR', 'DI')).toEqual(['a: hr DI granted']);
  });
});

describe('a management agent that is renamed while a cycle of it is open', () => {
  it('is the one that the cycle goes on with', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([DI_OF_HR], RENAMED);
    expect(lock.releases('a', { next: ['HR', 'DS', { managementAgentId: HR.id }] })).toEqual([
      'a: Personnel DS granted',
    ]);
  });

  it('is called by the name that the cycle knows where it has been deleted', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([], [AD, PHONES]);
    lock.releases('a', { next: ['HR', 'DS', { managementAgentId: HR.id }] });
    expect(lock.state.unresolved).toMatchObject([{ managementAgent: 'HR' }]);
    expect(lock.looksAtEngine([], [AD, PHONES])).toEqual(['a: refused, unknown-management-agent']);
  });

  it('goes on as the one of its name where it has been made anew', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([], [{ ...HR, id: '{ANEW}' }, AD, PHONES]);
    expect(lock.releases('a', { next: ['HR', 'DS', { managementAgentId: HR.id }] })).toEqual([
      'a: HR DS granted',
    ]);
  });

  it('is stopped under its new name, too', () => {
    const lock = converse();
    lock.asks('a', 'HR', 'DI');
    lock.looksAtEngine([DI_OF_HR], RENAMED);
    lock.controls({ action: 'stop', managementAgent: 'Personnel' });
    expect(lock.releases('a', { next: ['HR', 'no such profile', { managementAgentId: HR.id }] })).toEqual([
      'a: refused, management-agent-stopped',
    ]);
  });
});
