import fc from 'fast-check';
import { expect, it } from 'vitest';
import { webhookSlot } from './webhook-slot.js';

const INTERVAL = 10_000;
const timestamps = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);

it('requests are one cycle exactly if they are of one slot, and it starts after each of them', () => {
  fc.assert(
    fc.property(timestamps, fc.integer({ min: 0, max: 3 * INTERVAL }), (first, laterMs) => {
      const a = webhookSlot('hr', first, INTERVAL);
      const b = webhookSlot('hr', first + laterMs, INTERVAL);
      const startOfA = first + a.startDelayMs;
      expect(a.startDelayMs).toBeGreaterThan(0);
      expect(a.startDelayMs).toBeLessThanOrEqual(INTERVAL);
      expect(a.unique === b.unique).toBe(first + laterMs < startOfA);
      const apart = first + laterMs + b.startDelayMs - startOfA;
      expect(apart === 0 || apart >= INTERVAL).toBe(true);
    }),
  );
});

it('a cycle says of which trigger and which slot it is', () => {
  expect(webhookSlot('hr', Date.UTC(2026, 0, 1, 12, 0, 7), INTERVAL)).toEqual({
    unique: 'webhook hr 2026-01-01T12:00:00.000Z',
    startDelayMs: 3_000,
  });
});
