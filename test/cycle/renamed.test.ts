import { afterEach, expect, it } from 'vitest';
import type { SyncEngine } from '../../sync-engine/port.js';
import { runLockCatalogue } from '../../workflows/contract.js';
import { lockOf } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

it('a cycle goes on with its management agent where somebody renames it during its import', async () => {
  let name = 'HR';
  const renamedInItsRun = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    listManagementAgents: async () => {
      const managementAgents = await engine.listManagementAgents();
      return managementAgents.map((ma) => (ma.name === 'HR' ? { ...ma, name } : ma));
    },
    waitForProgress: async (...run) => {
      name = 'Personnel';
      await until(async () =>
        (await lockOf(rig).query(runLockCatalogue)).some((ma) => ma.name === 'Personnel'),
      );
      return engine.waitForProgress(...run);
    },
  });
  rig = await startRig(await loadFabrikam(), {
    wrap: renamedInItsRun,
    settings: 'engineLookInterval: 1s',
  });
  await rig.simulator.addObject('HR', ADA);
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  const { steps } = await cycle.result();
  // What its import has staged may be found by the search for what was left undone, too: then both share one run.
  expect(steps).toHaveLength(2);
  expect(steps.map(({ state }) => state)).not.toContain('refused');
});
