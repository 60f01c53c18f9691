import { describe, expect, it } from 'vitest';
import { describeRing, mayContinue } from './convergence.js';

describe('the convergence guard', () => {
  it.each([
    // cycles above, most that may cause one another, may this one start children
    [0, 10, true],
    [8, 10, true],
    [9, 10, false],
    [12, 10, false],
    [0, 1, false],
    [0, 2, true],
    [1, 2, false],
  ])('below %i cycles, with at most %i: %s', (above, maxDepth, expected) => {
    expect(
      mayContinue(
        Array.from({ length: above }, () => 'HR'),
        maxDepth,
      ),
    ).toBe(expected);
  });

  it('names the management agents that keep changing each other', () => {
    expect(describeRing(['HR', 'AD', 'Phones', 'AD', 'Phones'], 'AD', [])).toBe(
      'After 6 cycles that caused one another, AD and Phones keep changing each other (HR → AD → Phones → AD → Phones → AD). Look for attributes that flow both ways, or that a connected directory changes by itself.',
    );
  });

  it('names objects where it knows some', () => {
    expect(describeRing(['AD', 'Phones'], 'AD', ['CN=Ada', 'CN=Bo'])).toContain(
      '(AD → Phones → AD), for example in CN=Ada and CN=Bo. Look',
    );
  });

  it('says so where none stands twice', () => {
    expect(describeRing(['HR', 'AD'], 'Phones', [])).toMatch(
      /^After 3 cycles that caused one another, the changes do not come to an end \(HR → AD → Phones\)\./,
    );
  });
});
