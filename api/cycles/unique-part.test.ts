import { expect, test } from 'vitest';
import { uniquePart } from './unique-part.js';

test.each(['hire-4711', '0198c5b2-0000-7000-8000-000000000000', 'a:b@c+d=e~f_g', 'x'.repeat(128)])(
  'the key %s is the unique part',
  (key) => {
    expect(uniquePart(key)).toBe(key);
  },
);

test.each(['', ' ', 'a b', 'a/b', 'ä', 'x'.repeat(129), 'a\nb'])('the key %j is refused', (key) => {
  expect(() => uniquePart(key)).toThrow(/^Idempotency-Key is /);
});

test('the key k3.4 is refused: the fourth cycle that k3 causes is called so', () => {
  expect(() => uniquePart('k3.4')).toThrow('Idempotency-Key is "k3.4"');
});

test('without a key no two are the same', () => {
  expect(uniquePart(undefined)).not.toBe(uniquePart(undefined));
});
