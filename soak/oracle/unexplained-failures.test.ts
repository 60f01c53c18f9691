import { describe, expect, it } from 'vitest';
import { aCycle, aDeed, aRun, at, soundRecord } from '../../test/soak/sound-record.js';
import type { RefusalCode } from '../../domain/run-lock/messages.js';
import type { Act } from '../plan/plan.js';
import type { CycleRecord, Deed, SoakRecord } from '../records/soak-record.js';
import { DATABASE_INTERRUPTED } from '../../cli/start/supervision/temporal-process.js';
import { findUnexplainedFailures } from './unexplained-failures.js';

const run = aRun('HR', 'DI', 1, [0, 10]);
const cycle = aCycle(run, 1);

function findingsOf(more: Partial<CycleRecord>, deeds: readonly Deed[] = []): readonly string[] {
  return findUnexplainedFailures(soundRecord({ cycles: [{ ...cycle, ...more }], deeds })).map(
    ({ what }) => what,
  );
}

function excerptsOf(more: Partial<SoakRecord>): readonly string[] {
  return findUnexplainedFailures(soundRecord(more)).flatMap(({ excerpt }) => excerpt);
}

function decided(decision: 'approve' | 'reject'): Deed {
  const met = { managementAgent: 'HR' };
  return aDeed({ kind: 'decide-hold', server: 'sample', place: 0, decision }, 5, { met });
}

function started(seconds: number, managementAgent = 'HR'): Deed {
  return aDeed({ kind: 'start', server: 'sample', managementAgent }, seconds);
}

const stop: Act = { kind: 'stop', server: 'sample', managementAgent: 'HR', cancelRuns: true };
const cancelRun: Act = { kind: 'cancel-run', server: 'sample', place: 0 };
const remove: Act = { kind: 'remove-request', server: 'sample', place: 0 };

describe('failures', () => {
  it('are none where all cycles completed', () => {
    expect(findUnexplainedFailures(soundRecord())).toEqual([]);
  });

  it.each([
    ['is open still', { status: 'open' }],
    ['timed out', { status: 'timed-out' }],
    ['was terminated', { status: 'terminated' }],
    ['was cancelled', { status: 'cancelled' }],
    ['failed', { status: 'failed', failure: { type: 'stopped-deadlocked', message: '' } }],
    ['did not converge', { outcome: 'not-converging' }],
  ] satisfies readonly [string, Partial<CycleRecord>][])('are found where a cycle %s', (_how, more) => {
    expect(findingsOf(more)).toHaveLength(1);
  });

  it('are explained where the deed is on record', () => {
    const terminated = aDeed({ kind: 'terminate-cycle', server: 'sample', place: 0 }, 5, {
      met: { cycle: cycle.cycle },
    });
    expect(findingsOf({ status: 'terminated' }, [terminated])).toEqual([]);
    expect(findingsOf({ status: 'cancelled' }, [aDeed(stop, 5)])).toEqual([]);
    expect(
      findingsOf({ status: 'cancelled' }, [aDeed(cancelRun, 5, { met: { managementAgent: 'HR' } })]),
    ).toEqual([]);
  });

  it('are explained by what was asked before and done only then, since the API had been killed', () => {
    const before = { end: at(20), start: at(10), status: 'cancelled' } as const;
    expect(findingsOf(before, [aDeed(stop, 2, { until: at(15) })])).toEqual([]);
    expect(findingsOf(before, [aDeed(stop, 2, { until: at(25) })])).toEqual([]);
    expect(findingsOf(before, [aDeed(stop, 2, { until: at(5) })])).toHaveLength(1);
    expect(findingsOf(before, [aDeed(stop, 25, { until: at(30) })])).toHaveLength(1);
  });

  it('are not explained by what was done to another, or at another time', () => {
    const other = aDeed({ kind: 'terminate-cycle', server: 'sample', place: 0 }, 5, {
      met: { cycle: 'another' },
    });
    expect(findingsOf({ status: 'terminated' }, [other])).toHaveLength(1);
    expect(findingsOf({ status: 'cancelled' }, [aDeed(stop, 50)])).toHaveLength(1);
    // There was nothing to cancel.
    expect(findingsOf({ status: 'cancelled' }, [aDeed(cancelRun, 5, { met: {} })])).toHaveLength(1);
    expect(findingsOf({ status: 'cancelled' }, [aDeed({ ...stop, managementAgent: 'AD' }, 5)])).toHaveLength(
      1,
    );
  });
});

describe('requests', () => {
  const [asked] = cycle.requests;
  const id = asked?.id ?? '';
  const refused = (code: RefusalCode) =>
    ({
      outcome: 'refused',
      requests: [
        {
          id,
          exclusive: false,
          askedAt: at(4),
          answeredAt: at(6),
          withdrawn: false,
          answer: { kind: 'refused', requestId: id, code, reason: '' },
        },
      ],
    }) satisfies Partial<CycleRecord>;

  it('that were refused are explained by a stop, or by who took them out of the queue', () => {
    expect(findingsOf(refused('management-agent-stopped'), [aDeed(stop, 5)])).toEqual([]);
    expect(findingsOf(refused('removed'), [aDeed(remove, 5, { met: { managementAgent: 'HR' } })])).toEqual(
      [],
    );
  });

  it('that were refused are explained by a stop until the start that ends it', () => {
    const code = 'management-agent-stopped';
    const stopped = aDeed(stop, 1);
    expect(findingsOf(refused(code), [stopped])).toEqual([]);
    expect(findingsOf(refused(code), [stopped, started(2)])).toHaveLength(1);
    expect(findingsOf(refused(code), [stopped, started(2), aDeed(stop, 3)])).toEqual([]);
    expect(findingsOf(refused(code), [stopped, started(2, 'AD')])).toEqual([]);
    expect(findingsOf(refused(code), [stopped, started(5)])).toEqual([]);
    expect(findingsOf(refused(code), [started(0.5), stopped])).toEqual([]);
  });

  it('that were refused are explained by a stop of the same: management agent or sync server', () => {
    const whole = aDeed({ kind: 'stop', server: 'sample', cancelRuns: false }, 5);
    expect(findingsOf(refused('server-stopped'), [whole])).toEqual([]);
    expect(findingsOf(refused('management-agent-stopped'), [whole])).toHaveLength(1);
    expect(findingsOf(refused('server-stopped'), [aDeed(stop, 5)])).toHaveLength(1);
  });

  it('that were refused are not explained by a stop that the end of the plan has ended', () => {
    const toldStopped = refused('management-agent-stopped');
    const of = (endOfPlan: string) =>
      findUnexplainedFailures(
        soundRecord({ cycles: [{ ...cycle, ...toldStopped }], deeds: [aDeed(stop, 1)], endOfPlan }),
      );
    expect(of(at(2))).toHaveLength(1);
    expect(of(at(20))).toEqual([]);
  });

  it('that were refused are explained by who rejected the export, and not by who approved it', () => {
    expect(findingsOf(refused('export-rejected'), [decided('reject')])).toEqual([]);
    expect(findingsOf(refused('export-rejected'), [decided('approve')])).toHaveLength(1);
  });

  it('that were refused without a reason are found', () => {
    expect(findingsOf(refused('management-agent-stopped'))).toHaveLength(1);
    expect(findingsOf(refused('removed'), [aDeed(stop, 5)])).toHaveLength(1);
    expect(findingsOf(refused('no-run-profile'), [aDeed(stop, 5)])).toHaveLength(1);
  });

  it('that were neither answered nor withdrawn are found', () => {
    const vanished = { id, exclusive: false, askedAt: at(4), withdrawn: false };
    expect(findingsOf({ requests: [vanished] })).toEqual([
      `${cycle.cycle} ended, and its request ${id} was neither answered nor withdrawn.`,
    ]);
    expect(findingsOf({ requests: [{ ...vanished, withdrawn: true }] })).toEqual([]);
  });

  it('that a parent asked in place of its child are not missed where the child asked itself', () => {
    const ofParent = { id, exclusive: false, askedAt: at(4), withdrawn: false };
    const coalesced = { kind: 'coalesced', requestId: 'own', into: 'another', runProfile: 'DI' } as const;
    const own = { ...ofParent, id: 'own', insteadOf: id, answer: coalesced, answeredAt: at(6) };
    expect(findingsOf({ requests: [ofParent, own] })).toEqual([]);
    const { answer: _never, answeredAt: _neither, ...notAnswered } = own;
    expect(findingsOf({ requests: [ofParent, notAnswered] })).toEqual([
      `${cycle.cycle} ended, and its request own was neither answered nor withdrawn.`,
    ]);
    const { insteadOf: _nothing, ...another } = own;
    expect(findingsOf({ requests: [ofParent, another] })).toHaveLength(1);
  });
});

describe('everything else', () => {
  it('finds a child that nobody knows', () => {
    expect(findingsOf({ children: ['autosync/sample/cycle/AD/9'] })).toHaveLength(1);
  });

  it('misses no child that Temporal had no time to start before its parent was terminated', () => {
    const children = ['autosync/sample/cycle/AD/9'];
    const terminated = aDeed({ kind: 'terminate-cycle', server: 'sample', place: 0 }, 5, {
      met: { cycle: cycle.cycle },
    });
    const status = 'terminated';
    expect(findingsOf({ status, children }, [terminated])).toEqual([]);
    expect(findingsOf({ status, children, startedChildren: children }, [terminated])).toHaveLength(1);
  });

  it('finds workflow tasks that failed', () => {
    const failure = { workflow: 'autosync/sample/run-lock', at: at(1), why: 'NON_DETERMINISTIC_ERROR' };
    expect(excerptsOf({ runLockFailures: [failure] })).toEqual([`${at(1)} NON_DETERMINISTIC_ERROR`]);
    expect(findingsOf({ taskFailures: [failure] })).toHaveLength(1);
  });

  it('finds a process that ended by itself, with its last words', () => {
    const exit = { process: 'worker 1', at: at(1), how: 'exit code 1', said: ['it was too much'] };
    expect(excerptsOf({ exits: [exit] })).toEqual(['it was too much']);
  });

  it('excuses a Temporal whose database was interrupted for good when it had been held', () => {
    const exit = { process: 'Temporal', at: at(40), how: DATABASE_INTERRUPTED, said: ['interrupted'] };
    const held = aDeed({ kind: 'hold', victim: 'temporal', heldMs: 13_000 }, 10, { until: at(23) });
    expect(findUnexplainedFailures(soundRecord({ exits: [exit], deeds: [held] }))).toEqual([]);
    expect(excerptsOf({ exits: [exit] })).toEqual(['interrupted']);
    const late = { ...exit, at: at(100) };
    expect(findUnexplainedFailures(soundRecord({ exits: [late], deeds: [held] }))).toHaveLength(1);
    const other = { ...exit, how: 'exit code 1' };
    expect(findUnexplainedFailures(soundRecord({ exits: [other], deeds: [held] }))).toHaveLength(1);
  });

  it('finds what the API refused', () => {
    const refusal = { at: at(1), request: 'POST /servers/sample/cycles', code: 'internal', detail: 'oh' };
    expect(excerptsOf({ refusals: [refusal] })).toEqual([`${at(1)} internal: oh`]);
  });
});
