import { describe, expect, it } from 'vitest';
import { aCycle, aDeed, aGrant, aRun, at, soundRecord, soundServer } from '../../test/soak/sound-record.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { SOMEBODY_ELSE, type CycleRecord, type Deed, type SoakRecord } from '../records/soak-record.js';
import { findDoubleRuns } from './double-runs.js';

function recordOf(runs: readonly SimulatedRun[], cycles: readonly CycleRecord[]): SoakRecord {
  return soundRecord({ servers: [soundServer({ runs })], cycles });
}

const first = aRun('HR', 'DI', 1, [0, 10]);
const again = aRun('HR', 'DI', 2, [11, 20]);

/** Its activity ended without a result. */
function withoutResult(run: SimulatedRun, token: number): CycleRecord {
  const { runNumber: _none, ...grant } = aGrant(run, token);
  return aCycle(run, token, { status: 'terminated', grants: [grant] });
}

describe('double runs', () => {
  it('are none where each run has its grant', () => {
    expect(findDoubleRuns(soundRecord())).toEqual([]);
  });

  it('are found where AutoSync ran one more than it was granted', () => {
    const [finding, ...others] = findDoubleRuns(recordOf([first, again], [aCycle(again, 1)]));
    expect(others).toEqual([]);
    expect(finding?.what).toContain('Run 1 of HR');
  });

  it('are not what somebody else started', () => {
    const foreign = { ...again, initiator: SOMEBODY_ELSE };
    expect(findDoubleRuns(recordOf([first, foreign], [aCycle(first, 1)]))).toEqual([]);
  });

  it('are not the run of a cycle that was terminated', () => {
    expect(findDoubleRuns(recordOf([first], [withoutResult(first, 1)]))).toEqual([]);
  });

  it('are found where a cycle that was terminated had two', () => {
    expect(findDoubleRuns(recordOf([first, again], [withoutResult(first, 1)]))).toHaveLength(1);
  });

  it('are found where the engine is said not to have started it', () => {
    const { runNumber: _none, ...grant } = aGrant(first, 1, { notStarted: 'no-start-connection' });
    expect(findDoubleRuns(recordOf([first], [aCycle(first, 1, { grants: [grant] })]))).toHaveLength(1);
  });

  it('are found where a run began before the grant that could account for it', () => {
    const late = withoutResult(first, 1);
    const grants = late.grants.map((grant) => ({ ...grant, scheduledAt: again.start }));
    expect(findDoubleRuns(recordOf([first], [{ ...late, grants }]))).toHaveLength(1);
  });

  describe('after the end of a cycle that had no result', () => {
    const [granted, long] = [aRun('HR', 'DI', 1, [0, 10]), aRun('HR', 'DI', 2, [40, 50])];
    const { end: _none, ...open } = withoutResult(granted, 1);
    const found = (run: SimulatedRun, ...deeds: readonly Deed[]) =>
      findDoubleRuns({ ...recordOf([run], [{ ...open, end: at(10) }]), deeds });
    const cut = { kind: 'cut', from: { worker: 0 }, cutMs: 40_000 } as const;

    it('are not what was under way', () => {
      expect(found(aRun('HR', 'DI', 2, [12, 20]))).toEqual([]);
    });

    it('are found later', () => {
      expect(found(long)).toHaveLength(1);
    });

    it('are not what a silent network kept back for so long', () => {
      const silent = aDeed({ ...cut, to: { engine: 'sample' }, silent: true }, 2, { until: at(39) });
      expect(found(long, silent)).toEqual([]);
      const loud = aDeed({ ...cut, to: { engine: 'sample' }, silent: false }, 2, { until: at(39) });
      const elsewhere = aDeed({ ...cut, to: { engine: 'other' }, silent: true }, 2, { until: at(39) });
      const later = aDeed({ ...cut, to: { engine: 'sample' }, silent: true }, 20, { until: at(39) });
      expect(found(long, loud, elsewhere, later)).toHaveLength(1);
    });

    it('are not judged while it is open', () => {
      expect(findDoubleRuns(recordOf([long], [{ ...open, status: 'open' }]))).toEqual([]);
    });
  });

  it('are found where two grants take one run for theirs', () => {
    const [finding] = findDoubleRuns(recordOf([first], [aCycle(first, 1), aCycle(first, 2)]));
    expect(finding?.what).toContain('2 grants');
  });
});
