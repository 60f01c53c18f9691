import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextExports, type WaySoFar } from './convergence.js';

const MINUTE = 60_000;

const way = (more: Partial<WaySoFar> = {}): WaySoFar => ({
  lineage: ['HR', 'AD', 'Phones', 'AD', 'Phones'],
  managementAgent: 'AD',
  maxDepth: 6,
  handOvers: 0,
  flipping: [],
  ...more,
});

const above = (cycles: number) => Array.from({ length: cycles }, () => 'HR');

function handedOver(more: Partial<WaySoFar> = {}) {
  const next = nextExports(way(more));
  if (next.kind !== 'handed-over') throw new Error('It goes on at once');
  return next;
}

describe('the convergence guard', () => {
  it.each([
    // cycles above, most that may cause one another
    [0, 10, 'at-once'],
    [8, 10, 'at-once'],
    [9, 10, 'handed-over'],
    [12, 10, 'handed-over'],
    [0, 1, 'handed-over'],
    [0, 2, 'at-once'],
    [1, 2, 'handed-over'],
  ])('below %i cycles, with at most %i: %s', (cycles, maxDepth, expected) => {
    expect(nextExports(way({ lineage: above(cycles), maxDepth })).kind).toBe(expected);
  });

  it('lets what has come a long way go on at once where nothing is known to flip: it may be steady load', () => {
    expect(handedOver()).toEqual({
      kind: 'handed-over',
      handOvers: 1,
      pauseMs: 0,
      reported: false,
      reason:
        'After 6 cycles that caused one another (HR → AD → Phones → AD → Phones → AD): no object is known to come back. What is left goes on in a cycle of its own.',
    });
  });

  it('slows down and reports what flips, with the ring and objects', () => {
    expect(handedOver({ flipping: ['CN=Ada', 'CN=Bo'] })).toMatchObject({
      pauseMs: MINUTE,
      reported: true,
      reason:
        'After 6 cycles that caused one another, AD and Phones keep changing each other (HR → AD → Phones → AD → Phones → AD), for example in CN=Ada and CN=Bo. Look for attributes that flow both ways, or that a connected directory changes by itself. What is left goes on in a cycle of its own, in 1 min.',
    });
  });

  it.each([
    // hand-overs before, minutes, minutes if something flips, reported if nothing is known to flip
    [0, 0, 1, false],
    [1, 1, 2, false],
    [2, 2, 4, true],
    [3, 4, 8, true],
    [4, 8, 15, true],
    [40, 15, 15, true],
  ])(
    'after %i hand-overs in a row: %d min, %d of a flip, reported: %s',
    (handOvers, pause, ofFlip, reported) => {
      expect(handedOver({ handOvers })).toMatchObject({
        handOvers: handOvers + 1,
        pauseMs: pause * MINUTE,
        reported,
      });
      expect(handedOver({ handOvers, flipping: ['CN=Ada'] })).toMatchObject({
        pauseMs: ofFlip * MINUTE,
        reported: true,
      });
    },
  );

  it('says how often in a row', () => {
    expect(handedOver({ handOvers: 2 }).reason).toMatch(
      /^After 6 cycles that caused one another, 3 times in a row, AD and Phones keep changing each other \(/,
    );
  });

  it('says so where no management agent stands twice in the way', () => {
    expect(
      handedOver({ lineage: ['HR', 'AD'], managementAgent: 'Phones', maxDepth: 3, handOvers: 9 }).reason,
    ).toMatch(
      /^After 3 cycles that caused one another, 10 times in a row, the changes do not come to an end \(HR → AD → Phones\)\./,
    );
  });

  it('drops nothing, and makes nobody wait for longer than a quarter of an hour', () => {
    const ways = fc.record({
      lineage: fc.array(fc.constantFrom('HR', 'AD', 'Phones'), { maxLength: 60 }),
      managementAgent: fc.constantFrom('HR', 'AD', 'Phones'),
      maxDepth: fc.integer({ min: 1, max: 50 }),
      handOvers: fc.nat({ max: 5000 }),
      flipping: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(ways, (one) => {
        const next = nextExports(one);
        expect(next.kind).toBe(one.lineage.length < one.maxDepth - 1 ? 'at-once' : 'handed-over');
        if (next.kind === 'at-once') return;
        expect(next.handOvers).toBe(one.handOvers + 1);
        expect(next.pauseMs).toBeGreaterThanOrEqual(0);
        expect(next.pauseMs).toBeLessThanOrEqual(15 * MINUTE);
      }),
    );
  });
});
