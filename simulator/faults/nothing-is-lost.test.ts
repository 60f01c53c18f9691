import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../fixtures/company.js';
import { createOperator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import type { FaultRequest } from './fault-request.js';

const often = {
  probability: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
  seed: fc.integer({ min: 0, max: 1000 }),
};
const after = fc.double({ min: 0, max: 1, noNaN: true });

/** Everything that can befall a run and that ends by itself. */
const aFault: fc.Arbitrary<FaultRequest> = fc.oneof(
  fc.record({
    kind: fc.constant('step-stopped' as const),
    result: fc.constantFrom('stopped-deadlocked', 'stopped-connectivity'),
    after,
    ...often,
  }),
  fc.record({
    kind: fc.constant('engine-crash' as const),
    recorded: fc.constantFrom('in-progress' as const, 'stopped' as const),
    after,
    ...often,
  }),
  fc.record({
    kind: fc.constant('discovery-errors' as const),
    objects: fc.integer({ min: 1, max: 5 }),
    ...often,
  }),
  fc.record({
    kind: fc.constant('slow-completion' as const),
    saysIdle: fc.boolean(),
    ...often,
  }),
);

describe('whatever befalls the runs', () => {
  it('loses no change: once it is over, everything comes to rest as the flows say, and no rule was broken', () => {
    fc.assert(
      fc.property(fc.array(aFault, { minLength: 1, maxLength: 4 }), fc.nat(1000), (faults, seed) => {
        const operator = createOperator(company, 1);
        const { simulator } = operator;
        simulator.fill({ objectsPerManagementAgent: 6, seed: 1 });
        for (const fault of faults) simulator.fate.arm(fault);
        runToRest(operator);
        simulator.change({ count: 8, seed });
        runToRest(operator);
        simulator.fate.disarmAll();
        runToRest(operator);
        expect(simulator.audit()).toMatchObject({ atRest: true, differences: [] });
        expect(simulator.engine.state.violations).toEqual([]);
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
