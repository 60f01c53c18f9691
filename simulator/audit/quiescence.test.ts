import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../fixtures/company.js';
import { createOperator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

describe('the world at rest', () => {
  it('is consistent after any random changes, however the runs fell between them', () => {
    const interludes = fc.array(
      fc.record({
        changes: fc.integer({ min: 0, max: 5 }),
        runs: fc.array(
          fc.tuple(
            fc.constantFrom('HR', 'AD', 'MIM Service', 'Phone', 'Badge'),
            fc.constantFrom('DI', 'FI', 'DS', 'FS', 'EX'),
          ),
          { maxLength: 6 },
        ),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.nat(1_000_000), interludes, (seed, steps) => {
        const operator = createOperator(company, seed);
        const population = { objectsPerManagementAgent: 12, seed };
        operator.simulator.fill(population);
        runToRest(operator);
        expect(operator.simulator.audit()).toEqual(CLEAN);
        for (const [index, { changes, runs }] of steps.entries()) {
          if (changes > 0) operator.simulator.change({ count: changes, seed: seed + index });
          for (const [managementAgent, profile] of runs) operator.run(managementAgent, profile);
        }
        runToRest(operator);
        expect(operator.simulator.audit()).toEqual(CLEAN);
        const open = operator.simulator.state.changes.filter(({ change }) => change.settledAt === undefined);
        expect(open).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
