import { expect, test } from 'vitest';
import { costOf, spreadOf } from './cost-of-cycle.js';

const idle = { cpuMs: 100, lastedMs: 5000 };

function round(cpuMs: number) {
  return { idle, busy: { cpuMs, lastedMs: 10_000, cycles: 60 } };
}

test('what goes on all the time is told for itself', () => {
  expect(costOf([round(3200)])).toEqual({
    perCycle: 3200 / 60,
    perCycleAlone: 50,
    idlePercent: 2,
    roundsDiffer: 0,
  });
});

test('a quarter of an hour in which the machine is slow does not count', () => {
  const { perCycle, roundsDiffer } = costOf([round(3000), round(6000), round(3060)]);
  expect(perCycle).toBe(51);
  expect(roundsDiffer).toBe(100);
});

test('how far figures are from one another is told of the smallest', () => {
  expect(spreadOf([51, 58, 64, 60])).toBeCloseTo(25.5, 1);
});
