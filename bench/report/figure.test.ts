import { describe, expect, it } from 'vitest';
import { bounded, largestOf } from './figure.js';

describe('a figure with a bound', () => {
  it('is met by what is not above it', () => {
    expect(bounded('lag', { '': 1 }, { '': 1 }, { unit: ' s' })).toMatchObject({
      found: '1 s',
      aim: 'at most 1 s',
      met: true,
    });
    expect(bounded('lag', { '': 1.5 }, { '': 1 })).toMatchObject({ met: false });
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('is missed by what was not measured: %d', (nothing) => {
    expect(bounded('lag', { p50: 1, p95: nothing }, { p50: 1, p95: 2 }, { unit: ' s' })).toMatchObject({
      found: 'p50 1 s, p95 not measured',
      met: false,
    });
  });
});

describe('the largest of what was measured', () => {
  it('is told where enough was measured', () => {
    expect(largestOf([3, 7, 5], 3)).toBe(7);
  });

  it.each([[[3, 7]], [[]]])('is not told of too little: %j', (few) => {
    expect(largestOf(few, 3)).toBeNaN();
    expect(largestOf([], 0)).toBeNaN();
  });
});
