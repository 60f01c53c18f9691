import { activityInfo } from '@temporalio/activity';
import { afterEach, expect, it } from 'vitest';
import type { SyncEngine } from '../../sync-engine/port.js';
import { statusOf } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

/** Longer than Temporal misses a heartbeat. */
const HELD_MS = 11_000;

/** Holds this whole process, as SIGSTOP does: nothing of it goes on, and it does not notice. */
function hold(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_MS);
}

it('an attempt that was held until another was to take over starts nothing any more', async () => {
  const startedBy: number[] = [];
  let held = false;
  const heldAfterItsLook = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    status: async (id) => {
      const status = await engine.status(id);
      if (!held) hold();
      held = true;
      return status;
    },
    start: (id, runProfile) => {
      startedBy.push(activityInfo().attempt);
      return engine.start(id, runProfile);
    },
  });
  rig = await startRig(await loadFabrikam(), { wrap: heldAfterItsLook });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  expect(await cycle.result()).toMatchObject({ outcome: 'completed', runs: 1 });
  expect(startedBy).toEqual([2]);
  expect(await rig.simulator.history()).toHaveLength(1);
});

it('an attempt whose cycle was terminated, and whose lease others may have, starts nothing any more', async () => {
  let hasLooked = false;
  let isFree = false;
  const answersLate = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    status: async (id) => {
      const status = await engine.status(id);
      if (activityInfo().activityType !== 'runProfile') return status;
      hasLooked = true;
      await until(() => Promise.resolve(isFree));
      return status;
    },
  });
  rig = await startRig(await loadFabrikam(), { wrap: answersLate, settings: 'engineLookInterval: 1s' });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  await until(() => Promise.resolve(hasLooked));
  await cycle.terminate('a test');
  await until(async () => (await statusOf(rig)).running.length === 0);
  isFree = true;
  const next = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await next.result();
  expect(await rig.simulator.history()).toMatchObject([{ runProfile: 'Delta Import' }]);
});
