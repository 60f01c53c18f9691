import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PendingCounts } from '../pending-counts.js';
import { judgePendingExports, type ExportFigures } from './judge-pending-exports.js';
import type { Limit, Operation } from './threshold.js';

const WITHIN = { kind: 'within' };

function pending(
  counts: Partial<PendingCounts['pendingExports']>,
  connectorSpaceObjects = 3_000,
  partitionName = 'default',
): PendingCounts {
  return {
    partitionId: `{${partitionName}}`,
    partitionName,
    pendingImports: { add: 0, update: 0, delete: 0 },
    pendingExports: { add: 0, update: 0, delete: 0, ...counts },
    unconfirmedExports: 0,
    connectorSpaceObjects,
  };
}

function rule(limits: Partial<Record<Operation, Limit>>, partition = 'default') {
  return { partition, thresholds: { limits, floor: 0 } };
}

function figures(counts: Partial<ExportFigures>): ExportFigures {
  return { partition: 'default', adds: 0, updates: 0, deletes: 0, connectorSpaceObjects: 3_000, ...counts };
}

describe('what is pending before an export', () => {
  it('is too much at the threshold, with the figures that an operator must see', () => {
    const rules = [rule({ deletes: { count: 500, percent: 20 } })];
    expect(judgePendingExports(rules, [pending({ add: 3, delete: 1_200 })])).toEqual({
      kind: 'exceeded',
      reason:
        '1,200 deletes pending in partition default, 40 % of 3,000 objects; the threshold is 500 or 20 %',
      figures: [figures({ adds: 3, deletes: 1_200 })],
    });
    expect(judgePendingExports(rules, [pending({ add: 2_999, delete: 499 })])).toEqual(WITHIN);
  });

  it('is judged for each partition that is exported', () => {
    const rules = [rule({ all: { count: 2 } }, 'DC=a'), rule({ all: { count: 2 } }, 'DC=b')];
    const counts = [
      pending({ add: 1, update: 1 }, 9, 'dc=A'),
      pending({ update: 1 }, 9, 'DC=b'),
      pending({ delete: 9 }, 9, 'DC=c'),
    ];
    expect(judgePendingExports(rules, counts)).toMatchObject({
      reason: '2 changes pending in partition dc=A; the threshold is 2',
      figures: [{ partition: 'dc=A' }],
    });
  });

  it('may run as approved, and with less; with more of what was too much it is held again', () => {
    const rules = [rule({ deletes: { count: 10 } })];
    const approved = [figures({ deletes: 50, adds: 1 })];
    const verdict = (counts: Partial<PendingCounts['pendingExports']>) =>
      judgePendingExports(rules, [pending(counts)], approved);
    expect(verdict({ delete: 50 })).toEqual(WITHIN);
    expect(verdict({ delete: 49 })).toEqual(WITHIN);
    // No rule says that adds are harmful.
    expect(verdict({ delete: 50, add: 900 })).toEqual(WITHIN);
    expect(verdict({ delete: 51 })).toMatchObject({ kind: 'exceeded', figures: [figures({ deletes: 51 })] });
  });

  it('is not approved by what was approved in another partition', () => {
    const rules = [rule({ deletes: { count: 10 } })];
    const elsewhere = [figures({ partition: 'DC=b', deletes: 50 })];
    expect(judgePendingExports(rules, [pending({ delete: 20 })], elsewhere)).toMatchObject({
      kind: 'exceeded',
    });
  });

  it('once shown and approved is within, whatever it is; and never with more', () => {
    const number = fc.integer({ min: 0, max: 5_000 });
    const limit = fc.record({ count: fc.integer({ min: 1, max: 6_000 }) });
    const limits = fc.record({ adds: limit, updates: limit, deletes: limit, all: limit });
    const counts = fc.record({ add: number, update: number, delete: number });
    fc.assert(
      fc.property(limits, counts, (configured, shown) => {
        const rules = [rule(configured)];
        const verdict = judgePendingExports(rules, [pending(shown)]);
        if (verdict.kind === 'within') return;
        expect(judgePendingExports(rules, [pending(shown)], verdict.figures)).toEqual(WITHIN);
        const more = pending({ add: shown.add + 1, update: shown.update + 1, delete: shown.delete + 1 });
        expect(judgePendingExports(rules, [more], verdict.figures).kind).toBe('exceeded');
      }),
    );
  });

  it('may be approved by several: of each figure the highest counts', () => {
    const rules = [rule({ deletes: { count: 10 }, adds: { count: 10 } })];
    const approved = [figures({ deletes: 50 }), figures({ partition: 'DEFAULT', deletes: 20, adds: 30 })];
    expect(judgePendingExports(rules, [pending({ delete: 50, add: 30 })], approved)).toEqual(WITHIN);
    expect(judgePendingExports(rules, [pending({ delete: 50, add: 31 })], approved)).toMatchObject({
      reason: '31 adds pending in partition default; the threshold is 10',
    });
  });
});
