import { describe, expect, it } from 'vitest';
import { aCycle, aDeed, aGrant, aRun, at, soundRecord, soundServer } from '../../test/soak/sound-record.js';
import type { SimulatedRun, Violation } from '../../simulator/http-contract.js';
import type { Act } from '../plan/plan.js';
import { SOMEBODY_ELSE, type Deed, type ServerRecord, type SoakRecord } from '../records/soak-record.js';
import { findViolations } from './violations.js';

const foreign = { initiator: SOMEBODY_ELSE };

function recordOf(runs: readonly SimulatedRun[], more: Partial<ServerRecord> = {}): SoakRecord {
  return soundRecord({ servers: [soundServer({ runs, ...more })], cycles: [] });
}

const supported = { rules: { runMode: 'supported', mimServiceExportTakesSyncLock: true } } as const;

describe('overlaps', () => {
  it('of imports on different management agents are none of ours to judge', () => {
    expect(findViolations(soundRecord())).toEqual([]);
  });

  it.each([
    ['two synchronizations', aRun('HR', 'DS', 1, [0, 10]), aRun('AD', 'DS branch', 1, [9, 12]), {}],
    ['two runs of one management agent', aRun('HR', 'DI', 1, [0, 10]), aRun('HR', 'EX', 2, [9, 12]), {}],
    [
      'a delta import of the MIM Service beside a synchronization in a later step',
      aRun('MIM Service', 'DI', 1, [0, 10]),
      aRun('HR', 'DI DS', 1, [5, 12]),
      {},
    ],
    [
      'an import beside a synchronization in run mode supported',
      aRun('HR', 'DI', 1, [0, 10]),
      aRun('AD', 'DS branch', 1, [9, 12]),
      supported,
    ],
    [
      'anything beside anything in run mode exclusive',
      aRun('HR', 'DI', 1, [0, 10]),
      aRun('AD', 'DI branch', 1, [9, 12]),
      { rules: { ...supported.rules, runMode: 'exclusive' } },
    ],
    [
      'a run beside one that has it in its lock list',
      aRun('HR', 'DI', 1, [0, 10]),
      aRun('AD', 'DI branch', 1, [9, 12]),
      { lockLists: { HR: ['AD'] } },
    ],
  ] satisfies readonly [string, SimulatedRun, SimulatedRun, Partial<ServerRecord>][])(
    'finds %s',
    (_what, one, other, more) => {
      const [finding, ...others] = findViolations(recordOf([one, other], more));
      expect(others).toEqual([]);
      expect(finding?.excerpt.join()).toContain(`run ${one.runNumber} of ${one.managementAgentName}`);
      expect(finding?.excerpt.join()).toContain(`run ${other.runNumber} of ${other.managementAgentName}`);
    },
  );

  it('finds a run beside one that was to be alone', () => {
    const [alone, beside] = [aRun('HR', 'DI', 1, [0, 10]), aRun('AD', 'DI branch', 1, [9, 12])];
    const cycles = [aCycle(alone, 1, { grants: [aGrant(alone, 1, { exclusive: true })] }), aCycle(beside, 2)];
    const record = { ...recordOf([alone, beside]), cycles };
    expect(findViolations(record)).toHaveLength(1);
  });

  it('finds nothing where one begins when the other ends', () => {
    expect(
      findViolations(recordOf([aRun('HR', 'DS', 1, [0, 10]), aRun('AD', 'DS branch', 1, [10, 12])])),
    ).toEqual([]);
  });
});

/** The run lock was told of the foreign run, and granted ours, so many seconds after its begin. */
function knowing(seen: number, granted: number): Partial<ServerRecord> {
  const { managementAgentId, runNumber } = aRun('HR', 'DS', 1, [0, 300]);
  const ours = aGrant(aRun('AD', 'DS branch', 1, [3, 5]), 1);
  return {
    knowledge: {
      seen: [{ managementAgentId, runNumber, at: at(seen) }],
      granted: [{ requestId: ours.requestId, at: at(granted) }],
    },
  };
}

/** A run of ours that begins so many seconds after one of somebody else that goes on. */
function found(beside: number, ...deeds: readonly Deed[]) {
  const runs = [aRun('HR', 'DS', 1, [0, 300], foreign), aRun('AD', 'DS branch', 1, [beside, beside + 2])];
  return findViolations({ ...recordOf(runs), deeds });
}

describe('runs of somebody else', () => {
  const started = aRun('HR', 'DS', 1, [0, 30], foreign);

  it('are excused when they begin beside ours', () => {
    const runs = [aRun('AD', 'DS branch', 1, [0, 10]), aRun('HR', 'DS', 1, [5, 30], foreign)];
    expect(findViolations(recordOf(runs))).toEqual([]);
  });

  it('excuse ours that began before they could be noticed', () => {
    expect(findViolations(recordOf([started, aRun('AD', 'DS branch', 1, [2, 12])]))).toEqual([]);
  });

  describe('excuse nothing that the run lock granted though it knew of them', () => {
    const ours = aRun('AD', 'DS branch', 1, [3, 5]);
    const kill = aDeed({ kind: 'kill', victim: 'temporal', downMs: 10 }, 1);
    const foundIn = (record: SoakRecord) =>
      findViolations({ ...record, cycles: [aCycle(ours, 1)], deeds: [kill] });

    it('as an overlap', () => {
      expect(foundIn(recordOf([started, ours], knowing(1, 2)))).toHaveLength(1);
      expect(foundIn(recordOf([started, ours], knowing(2, 1)))).toEqual([]);
    });

    it('as a start that the engine refused', () => {
      const refused: Violation = {
        at: at(4),
        rule: 'one-synchronization',
        managementAgent: 'AD',
        runProfile: 'DS branch',
        message: '"DS branch" of AD was started while run 1, "DS" of HR, was going on.',
      };
      expect(foundIn(recordOf([started], { violations: [refused], ...knowing(1, 2) }))).toHaveLength(1);
      expect(foundIn(recordOf([started], { violations: [refused], ...knowing(2, 1) }))).toEqual([]);
    });
  });

  it('excuse nothing later', () => {
    expect(findViolations(recordOf([started, aRun('AD', 'DS branch', 1, [20, 22])]))).toHaveLength(1);
  });

  describe('excuse more while the killer keeps AutoSync from noticing', () => {
    const cut = { kind: 'cut', silent: true, cutMs: 40_000 } as const;
    const kept: readonly [string, Act][] = [
      ['a worker', { kind: 'kill', victim: { worker: 1 }, downMs: 10 }],
      ['a worker, held', { kind: 'hold', victim: { worker: 1 }, heldMs: 10 }],
      ['Temporal', { kind: 'kill', victim: 'temporal', downMs: 10 }],
      ['the run lock', { kind: 'terminate-run-lock', server: 'sample' }],
      ['the network to Temporal', { ...cut, from: { worker: 0 }, to: 'temporal' }],
      ['the network to the engine', { ...cut, from: { worker: 0 }, to: { engine: 'sample' } }],
    ];
    const idle: readonly [string, Act][] = [
      ['the API', { kind: 'kill', victim: 'api', downMs: 10 }],
      ["the API's network", { ...cut, from: 'api', to: 'temporal' }],
      ['the network to another engine', { ...cut, from: { worker: 0 }, to: { engine: 'other' } }],
      ['another run lock', { kind: 'terminate-run-lock', server: 'other' }],
      ['a cycle', { kind: 'terminate-cycle', server: 'sample', place: 0 }],
      ['an answer', { kind: 'lose-answer', server: 'sample', how: 'error' }],
    ];

    it.each(kept)('by striking %s', (_what, act) => {
      expect(found(40, aDeed(act, 1))).toEqual([]);
    });

    it.each(idle)('but not by striking %s', (_what, act) => {
      expect(found(40, aDeed(act, 1))).toHaveLength(1);
    });

    it('until the watch has long been tried again', () => {
      const kill = { kind: 'kill', victim: { worker: 1 }, downMs: 10 } as const;
      expect(found(60, aDeed(kill, 1))).toHaveLength(1);
      expect(found(60, aDeed(kill, 1, { until: at(45) }))).toEqual([]);
      expect(found(90, aDeed(kill, 1), aDeed(kill, 40))).toEqual([]);
    });

    it('but not before, after or between, where there was time to notice', () => {
      const kill = { kind: 'kill', victim: { worker: 1 }, downMs: 10 } as const;
      expect(found(40, aDeed(kill, 6))).toHaveLength(1);
      expect(found(100, aDeed(kill, 1), aDeed(kill, 60))).toHaveLength(1);
      expect(found(40, aDeed(kill, -60))).toHaveLength(1);
    });
  });
});

describe('no-start windows', () => {
  /** Shut in the first 12 s of every fifth minute. */
  const noStartWindows = [{ cron: '*/5 * * * *', durationMs: 12_000, timeZone: 'UTC' }];
  const granted = (seconds: number) =>
    findViolations(
      recordOf([], {
        noStartWindows,
        knowledge: { seen: [], granted: [{ requestId: 'cycle#1', at: at(seconds) }] },
      }),
    );

  it('find what the run lock granted while they were shut', () => {
    expect(granted(300).map(({ excerpt }) => excerpt)).toEqual([[`${at(300)} cycle#1`]]);
    expect(granted(311.9)).toHaveLength(1);
  });

  it('find nothing at other times', () => {
    expect(granted(299.9)).toEqual([]);
    expect(granted(312)).toEqual([]);
  });
});

describe("violations of the engine's rules", () => {
  const other = aRun('HR', 'DS', 7, [0, 30]);
  const violation: Violation = {
    at: at(20),
    rule: 'one-synchronization',
    managementAgent: 'AD',
    runProfile: 'DS branch',
    message: '"DS branch" of AD was started while run 7, "DS" of HR, was going on.',
  };

  it('are found', () => {
    const record = recordOf([other], { violations: [violation] });
    expect(findViolations(record).map(({ excerpt }) => excerpt)).toEqual([[violation.message]]);
  });

  it('are found beside a run of somebody else that could be noticed', () => {
    const record = recordOf([{ ...other, ...foreign }], { violations: [violation] });
    expect(findViolations(record)).toHaveLength(1);
  });

  it('are excused beside a run of somebody else that had just begun', () => {
    const record = recordOf([{ ...other, ...foreign, start: at(19) }], { violations: [violation] });
    expect(findViolations(record)).toEqual([]);
  });

  it('of later steps are excused in a run of somebody else, and our own start beside that run is not', () => {
    const theirs = aRun('AD', 'DS branch', 3, [0, 30], foreign);
    const stepped = recordOf([other, theirs], { violations: [violation] });
    expect(findViolations(stepped).filter(({ what }) => what.includes('rule'))).toEqual([]);
    const ours: Violation = {
      ...violation,
      rule: 'one-run-per-management-agent',
      message: '"DS branch" of AD was started while run 3, "DS branch" of AD, was going on.',
    };
    const started = recordOf([theirs], { violations: [ours] });
    expect(findViolations(started)).toHaveLength(1);
  });

  it('are excused when somebody else tried it, and the engine refused', () => {
    const act = {
      kind: 'unmanaged-run',
      server: 'sample',
      managementAgent: 'AD',
      place: 1,
      lingersSeconds: 0,
    } as const;
    const met = { managementAgent: 'AD', runProfile: 'DS branch', refused: 'no-start-concurrent-execution' };
    const deeds = [aDeed(act, 19, { until: at(21), met })];
    expect(findViolations({ ...recordOf([other], { violations: [violation] }), deeds })).toEqual([]);
  });
});
