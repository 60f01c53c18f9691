import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exclude, type Needs } from '../needs.js';
import { Occupied } from './occupied.js';

const anyNeeds: fc.Arbitrary<Needs> = fc.record({
  managementAgents: fc.subarray(['HR', 'AD', 'MIM Service', 'Phones', 'Badges']),
  sync: fc.boolean(),
  engine: fc.constantFrom('shared', 'shared', 'exclusive'),
});

it('what several runs occupy keeps away whom one of them keeps away', () => {
  fc.assert(
    fc.property(fc.array(anyNeeds, { maxLength: 4 }), anyNeeds, (running, wanted) => {
      expect(new Occupied(running).excludes(wanted)).toBe(running.some((one) => exclude(one, wanted)));
    }),
    { numRuns: 2_000 },
  );
});
