import { expect, it } from 'vitest';
import type { Figure } from './figure.js';
import { areTargetsMet } from './table.js';

const reported: Figure = { what: 'memory', found: '1 MiB', values: {} };

function measured(...figures: readonly Figure[]) {
  return [{ name: 'growth', seconds: 1, figures }];
}

it('targets are met unless one is missed; what is only reported has none', () => {
  expect(areTargetsMet(measured(reported, { ...reported, met: true }))).toBe(true);
  expect(areTargetsMet(measured(reported, { ...reported, met: true }, { ...reported, met: false }))).toBe(
    false,
  );
});
