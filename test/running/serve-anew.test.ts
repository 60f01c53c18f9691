import { afterEach, expect, it } from 'vitest';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

it('an engine is served with another connection, by the same process', async () => {
  rig = await startRig(await loadFabrikam());
  await rig.workers.serve(rig.server, rig.engine);
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  expect(await cycle.result()).toMatchObject({ outcome: 'completed' });
});
