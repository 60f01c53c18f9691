import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HR } from '../../test/sample-server.js';
import { sampleRun } from '../../test/sample-run.js';
import {
  judgeImports,
  judgePendingImports,
  judgeStaged,
  needsConnectorSpaceSize,
  stagedFigures,
} from './judge-staged.js';
import type { Limit, Operation } from './threshold.js';

const NONE = { noChange: 0, add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 };
const WITHIN = { kind: 'within' };

function rule(limits: Partial<Record<Operation, Limit>>, floor = 0) {
  return { partition: 'default', thresholds: { limits, floor } };
}

/** So many deletes of so many objects. */
function deletes(number: number, of: number | undefined, limit: Limit, floor = 0) {
  return judgeStaged(rule({ deletes: limit }, floor), stagedFigures({ ...NONE, delete: number }), of);
}

describe('what an import has staged', () => {
  it('is too much in the incident: a successful full import that read 400 of 56,726 groups', () => {
    const full = sampleRun(HR, {
      type: 'full-import',
      result: 'success',
      staged: { noChange: 400, delete: 56_326 },
    });
    expect(judgeImports([rule({ deletes: { percent: 20 } })], full.steps, () => 56_726)).toEqual({
      kind: 'exceeded',
      reason: '56,326 deletes staged in partition default, 99 % of 56,726 objects; the threshold is 20 %',
    });
  });

  it('is too much at the threshold, and not below', () => {
    expect(deletes(499, undefined, { count: 500 })).toEqual(WITHIN);
    expect(deletes(500, undefined, { count: 500 })).toEqual({
      kind: 'exceeded',
      reason: '500 deletes staged in partition default; the threshold is 500',
    });
    expect(deletes(199, 1_000, { percent: 20 })).toEqual(WITHIN);
    expect(deletes(200, 1_000, { percent: 20 })).toMatchObject({ kind: 'exceeded' });
  });

  it('is judged by what is reached first, and says what that was', () => {
    expect(deletes(30, 1_000, { count: 20, percent: 20 })).toMatchObject({
      reason: '30 deletes staged in partition default; the threshold is 20',
    });
    expect(deletes(300, 1_000, { count: 20, percent: 20 })).toMatchObject({
      reason: '300 deletes staged in partition default, 30 % of 1,000 objects; the threshold is 20 or 20 %',
    });
  });

  it('has no per cents in a connector space below the floor', () => {
    expect(deletes(9, 9, { percent: 20 }, 10)).toEqual(WITHIN);
    expect(deletes(9, 10, { percent: 20 }, 10)).toMatchObject({ kind: 'exceeded' });
    expect(deletes(9, 9, { percent: 20, count: 9 }, 10)).toMatchObject({ kind: 'exceeded' });
  });

  it('is nothing if nothing is staged', () => {
    expect(deletes(0, 0, { count: 1, percent: 1 })).toEqual(WITHIN);
  });

  it('counts a delete-add as a delete and an add, and as one change', () => {
    expect(stagedFigures({ ...NONE, deleteAdd: 3, update: 2, rename: 1 })).toEqual({
      adds: 3,
      deletes: 3,
      updates: 2,
      renames: 1,
      all: 6,
    });
  });

  it.each(['adds', 'updates', 'renames', 'deletes', 'all'] as const)('is judged by %s alone', (operation) => {
    const figures = { adds: 1, updates: 2, renames: 3, deletes: 4, all: 10 };
    const own = figures[operation];
    expect(judgeStaged(rule({ [operation]: { count: own } }), figures, undefined)).toMatchObject({
      kind: 'exceeded',
      reason: expect.stringMatching(new RegExp(`^${own} (adds?|updates|renames|deletes|changes) staged`)),
    });
    expect(judgeStaged(rule({ [operation]: { count: own + 1 } }), figures, undefined)).toEqual(WITHIN);
  });

  it('is judged for each partition, over all steps that import it', () => {
    const run = sampleRun(
      HR,
      { type: 'delta-import', partition: 'DC=a', staged: { delete: 6 } },
      { type: 'delta-import-delta-sync', partition: 'dc=A', staged: { delete: 6 } },
      { type: 'delta-import', partition: 'DC=b', staged: { delete: 11 } },
      { type: 'delta-import', partition: 'DC=c', staged: { delete: 99 } },
    );
    const rules = ['DC=a', 'DC=b'].map((partition) => ({
      ...rule({ deletes: { count: 12 } }),
      partition,
    }));
    expect(judgeImports(rules, run.steps, () => undefined)).toEqual({
      kind: 'exceeded',
      reason: '12 deletes staged in partition DC=a; the threshold is 12',
    });
  });

  it('needs the size of the connector space only for per cents of something', () => {
    const staged = sampleRun(HR, { type: 'delta-import', staged: { update: 1 } }).steps;
    const nothing = sampleRun(HR, { type: 'delta-import', staged: { noChange: 5 } }).steps;
    expect(needsConnectorSpaceSize([rule({ all: { percent: 5 } })], staged)).toBe(true);
    expect(needsConnectorSpaceSize([rule({ all: { percent: 5 } })], nothing)).toBe(false);
    expect(needsConnectorSpaceSize([rule({ all: { count: 5 } })], staged)).toBe(false);
  });

  it('is judged in whole, whoever has imported it', () => {
    const counts = {
      partitionId: '{1}',
      partitionName: 'DEFAULT',
      pendingImports: { add: 1, update: 2, delete: 300 },
      pendingExports: { add: 9_999, update: 0, delete: 0 },
      unconfirmedExports: 0,
      connectorSpaceObjects: 1_000,
    };
    const rules = [rule({ deletes: { percent: 20 }, adds: { count: 2 } })];
    expect(judgePendingImports(rules, [counts])).toEqual({
      kind: 'exceeded',
      reason: '300 deletes staged in partition default, 30 % of 1,000 objects; the threshold is 20 %',
    });
    expect(judgePendingImports([rule({ all: { count: 304 } })], [counts])).toEqual(WITHIN);
    expect(judgePendingImports([rule({ all: { count: 303 } })], [counts]).kind).toBe('exceeded');
    expect(judgePendingImports(rules, [])).toEqual(WITHIN);
  });

  it('is too much wherever less of it is', () => {
    const number = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(number, number, number, number, (fewer, more, objects, percent) => {
        const [few = 0, many = 0] = [fewer, more].toSorted((a, b) => a - b);
        const limit = { percent: (percent % 1_000) / 10 };
        const kinds = [few, many].map((one) => deletes(one, objects, limit).kind);
        expect(kinds).not.toEqual(['exceeded', 'within']);
      }),
    );
  });
});
