import path from 'node:path';
import { expect, test } from 'vitest';
import { loadWorldDefinition } from '../../simulator/definition/load-world-definition.js';
import { landscapeOf } from '../run-lock/landscape/landscape.js';
import { burstSources } from '../run-lock/landscape/load.js';
import { boundOf } from './bound.js';
import { breakdownOf } from './breakdown.js';
import { inVirtualTime } from './in-virtual-time.js';

const SPEED = 6;

test('a burst in virtual time imports where it was, takes no less than its bound, and nothing runs beside a synchronization', async () => {
  const exportFolder = path.join(import.meta.dirname, '../../examples/fabrikam');
  const landscape = landscapeOf(await loadWorldDefinition({ exportFolder }));
  const sources = burstSources(landscape);
  const kinds = ['add', 'modify', 'rename', 'delete'] as const;
  const changes = sources.flatMap((managementAgentId) =>
    Array.from({ length: 40 }, (_, index) => ({ managementAgentId, kind: kinds[index % 4] ?? 'add' })),
  );
  const { runs, withForesight } = inVirtualTime({ landscape, changes, sources, speed: SPEED, objects: 300 });
  const first = runs.slice(0, sources.length);
  expect(first.map(({ managementAgentId }) => managementAgentId).toSorted()).toEqual(sources.toSorted());
  const bound = boundOf(runs, sources, SPEED);
  const { makespan, synchronizing, again } = breakdownOf(runs, 0, bound, SPEED);
  expect(makespan).toBeGreaterThanOrEqual(bound.makespan);
  expect(withForesight).toBeLessThanOrEqual(makespan);
  // Did one run beside another, fixed costs would not explain what they took.
  expect(synchronizing.rest).toBeCloseTo(again.synchronizations.lasted, 3);
});
