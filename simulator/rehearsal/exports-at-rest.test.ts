import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorldDefinition } from '../definition/load-world-definition.js';
import { followUpToRest } from '../fixtures/follow-ups.js';
import { createOperator, type Operator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { withUsualProfiles } from '../fixtures/usual-profiles.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

interface Rehearsal {
  readonly operator: Operator;
  readonly objects: number;
}

/** Fills the directories of an export and brings all to rest. */
async function filledAndAtRest(exportFolder: string, seed: number): Promise<Rehearsal> {
  const definition = withUsualProfiles(await loadWorldDefinition({ exportFolder }));
  const operator = createOperator(definition, seed);
  const population = { objectsPerManagementAgent: 20, seed };
  const objects = operator.simulator.fill(population);
  runToRest(operator);
  return { operator, objects };
}

function expectChangesToArrive({ operator, objects }: Rehearsal, seed: number): void {
  const { simulator } = operator;
  expect(objects).toBeGreaterThan(0);
  expect(simulator.engine.state.world.metaverse.objects.size).toBeGreaterThan(0);
  expect(simulator.audit()).toEqual(CLEAN);

  expect(simulator.change({ count: 30, seed })).toHaveLength(30);
  expect(simulator.audit().atRest).toBe(false);
  followUpToRest(operator);
  expect(simulator.audit()).toEqual(CLEAN);
  expect(simulator.state.changes.filter(({ change }) => change.settledAt === undefined)).toEqual([]);
}

describe('the configuration that the project ships', () => {
  it.each([1, 2, 3])('is brought to rest after changes by following up each run, seed %i', async (seed) => {
    const folder = join(import.meta.dirname, '../../examples/fabrikam');
    expectChangesToArrive(await filledAndAtRest(folder, seed), seed);
  });
});

const reference = process.env['AUTOSYNC_REFERENCE'];

describe.skipIf(!reference)('a real server-configuration export', () => {
  const cases = ['contoso', 'sharepoint'].flatMap((name) => [1, 2, 3, 4, 5].map((seed) => ({ name, seed })));
  it.each(cases)('is brought to rest after changes: $name, seed $seed', async ({ name, seed }) => {
    const folder = join(reference ?? '', 'ma-export', name);
    expectChangesToArrive(await filledAndAtRest(folder, seed), seed);
  });
});
