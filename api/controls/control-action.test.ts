import { expect, test } from 'vitest';
import { controlOf } from './control-action.js';

const JANE = { by: 'jane' };

test('says what is to be done, who asks for it, and why', () => {
  const stop = { action: 'stop', managementAgent: 'HR', cancelRuns: true } as const;
  const { id, ...rest } = controlOf(stop, { by: 'jane', why: 'maintenance' }, 'k');
  expect(rest).toEqual({ ...stop, by: 'jane', why: 'maintenance' });
  expect(id).toMatch(/^k\/[\w-]{12}$/);
  expect(controlOf(stop, JANE, 'k')).not.toHaveProperty('why');
});

test('the same request with the same key is the same control, whoever sends it; without a key never', () => {
  const start = { action: 'start', managementAgent: 'HR' } as const;
  expect(controlOf(start, { by: 'john' }, 'k').id).toBe(controlOf({ ...start }, JANE, 'k').id);
  expect(controlOf(start, JANE, undefined).id).not.toBe(controlOf(start, JANE, undefined).id);
});

test('the same key on another request is another control: it is not taken for one that was carried out', () => {
  const ids = [
    controlOf({ action: 'start' }, JANE, 'k'),
    controlOf({ action: 'stop' }, JANE, 'k'),
    controlOf({ action: 'stop', managementAgent: 'HR' }, JANE, 'k'),
    controlOf({ action: 'stop', managementAgent: 'AD' }, JANE, 'k'),
    controlOf({ action: 'stop', managementAgent: 'AD', cancelRuns: true }, JANE, 'k'),
    controlOf({ action: 'stop', managementAgent: 'AD' }, { by: 'jane', why: 'w' }, 'k'),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a key that cannot be part of an id is refused', () => {
  expect(() => controlOf({ action: 'start' }, JANE, 'a/b')).toThrow('Idempotency-Key is "a/b"');
});
