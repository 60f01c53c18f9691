import { afterEach, expect, it } from 'vitest';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

it('an import that finds no change has no follow-up and costs at most 30 history events', async () => {
  rig = await startRig(await loadFabrikam());
  const cycle = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
  const view = await cycle.result();
  expect(view).toMatchObject({ outcome: 'completed', runs: 1, children: [] });
  expect(view.steps.flatMap((step) => step.followUps)).toEqual([]);
  const { events } = await cycle.fetchHistory();
  expect(events?.length).toBeLessThanOrEqual(30);
});
