import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../fixtures/company.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

/** Something that happens to the world: runs overlap, are stopped, and directories change while they go on. */
type Event =
  | { readonly event: 'change'; readonly count: number }
  | { readonly event: 'start'; readonly managementAgent: string; readonly profile: string }
  | { readonly event: 'stop'; readonly managementAgent: string }
  | { readonly event: 'wait'; readonly milliseconds: number };

const managementAgent = fc.constantFrom('HR', 'AD', 'MIM Service', 'Phone', 'Badge');
const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ event: fc.constant('change' as const), count: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        event: fc.constant('start' as const),
        managementAgent,
        profile: fc.constantFrom('DI', 'FI', 'DS', 'FS', 'EX'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ event: fc.constant('stop' as const), managementAgent }) },
    {
      weight: 6,
      arbitrary: fc.record({
        event: fc.constant('wait' as const),
        milliseconds: fc.integer({ min: 1, max: 4000 }),
      }),
    },
  ),
  { maxLength: 40 },
);

function happen(operator: Operator, event: Event, seed: number): void {
  switch (event.event) {
    case 'change':
      operator.simulator.change({ count: event.count, seed });
      return;
    case 'start':
      operator.simulator.engine.start(event.managementAgent, event.profile, 'me');
      return;
    case 'stop':
      operator.simulator.engine.stop(event.managementAgent);
      return;
    case 'wait':
      operator.clock.advance(event.milliseconds);
  }
}

describe('the world at rest', () => {
  it('is consistent and every change has settled, whatever happened before', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), events, (seed, happenings) => {
        const operator = createOperator(company, seed);
        const population = { objectsPerManagementAgent: 12, seed };
        operator.simulator.fill(population);
        runToRest(operator);
        expect(operator.simulator.audit()).toEqual(CLEAN);
        for (const [index, event] of happenings.entries()) happen(operator, event, seed + index);
        operator.clock.advanceUntilIdle();
        runToRest(operator);
        expect(operator.simulator.audit()).toEqual(CLEAN);
        const open = operator.simulator.state.changes.filter(({ change }) => change.settledAt === undefined);
        expect(open).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
