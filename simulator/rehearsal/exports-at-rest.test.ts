import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorldDefinition } from '../definition/load-world-definition.js';
import { followUpToRest } from '../fixtures/follow-ups.js';
import { createOperator } from '../fixtures/operator.js';
import { runToRest } from '../fixtures/quiescence.js';
import { withUsualProfiles } from '../fixtures/usual-profiles.js';

const CLEAN = { atRest: true, consistent: true, differenceCount: 0, differences: [] };

async function comesToRest(exportFolder: string, seed: number): Promise<void> {
  const operator = createOperator(withUsualProfiles(await loadWorldDefinition({ exportFolder })), seed);
  const { simulator } = operator;
  const population = { objectsPerManagementAgent: 20, seed };
  expect(simulator.fill(population)).toBeGreaterThan(0);
  runToRest(operator);
  expect(simulator.audit()).toEqual(CLEAN);
  expect(simulator.engine.state.world.metaverse.objects.size).toBeGreaterThan(0);

  expect(simulator.change({ count: 30, seed })).toHaveLength(30);
  expect(simulator.audit().atRest).toBe(false);
  followUpToRest(operator);
  expect(simulator.audit()).toEqual(CLEAN);
  expect(simulator.state.changes.every(({ change }) => change.settledAt !== undefined)).toBe(true);
}

describe('the configuration that the project ships', () => {
  it.each([1, 2, 3])(
    'is filled, changed, and brought to rest by following up each run, seed %i',
    async (seed) => {
      await comesToRest(join(import.meta.dirname, '../../examples/fabrikam'), seed);
    },
  );
});

const reference = process.env['AUTOSYNC_REFERENCE'];

describe.skipIf(!reference)('a real server-configuration export', () => {
  for (const name of ['contoso', 'sharepoint']) {
    it.each([1, 2, 3, 4, 5])(
      `is filled, changed, and brought to rest by following up each run: ${name}, seed %i`,
      async (seed) => {
        await comesToRest(join(reference ?? '', 'ma-export', name), seed);
      },
    );
  }
});
