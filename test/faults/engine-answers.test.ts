import { WorkflowFailedError } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { runLockId } from '../../domain/naming.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { runLockStatus } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

function status() {
  return rig.workers.client.workflow.getHandle(runLockId(rig.server)).query(runLockStatus);
}

/** An engine of which one method answers nonsense the first time. */
function onceNonsense(method: 'listManagementAgents' | 'waitForProgress') {
  let left = 1;
  return (engine: SyncEngine): SyncEngine => ({
    ...engine,
    [method]: (...args: never[]) => {
      left -= 1;
      if (left === 0) return Promise.reject(new AutoSyncError('engine-refused', 'nonsense'));
      return (engine[method] as (...same: never[]) => Promise<unknown>)(...args);
    },
  });
}

describe('an engine that answers nonsense', () => {
  it('to the look of the run lock: it looks again, and what was asked for runs', async () => {
    rig = await startRig(await loadFabrikam(), { wrap: onceNonsense('listManagementAgents') });
    const view = await (await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' })).result();
    expect(view.outcome).toBe('completed');
  });

  it('to the watch of the run lock, and to its look again and again: it is shown as down, and what is asked for runs afterwards', async () => {
    let isNonsense = false;
    const asked = (engine: SyncEngine, method: 'listManagementAgents' | 'statusOfAll') => () =>
      isNonsense ? Promise.reject(new AutoSyncError('engine-refused', 'nonsense')) : engine[method]();
    rig = await startRig(await loadFabrikam(), {
      wrap: (engine) => ({
        ...engine,
        listManagementAgents: asked(engine, 'listManagementAgents') as SyncEngine['listManagementAgents'],
        statusOfAll: asked(engine, 'statusOfAll') as SyncEngine['statusOfAll'],
      }),
      settings: 'engineLookInterval: 1s',
    });
    const lock = rig.workers.client.workflow.getHandle(runLockId(rig.server));
    const { runId } = await lock.describe();
    isNonsense = true;
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Unknown' });
    await until(async () => (await status()).engine.reason === 'nonsense');
    await until(async () => {
      const failed = (await lock.fetchHistory()).events?.filter(
        (event) => event.activityTaskFailedEventAttributes,
      );
      return (failed?.length ?? 0) >= 3;
    });
    isNonsense = false;
    expect((await cycle.result()).outcome).toBe('refused');
    const next = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    expect((await next.result()).outcome).toBe('completed');
    expect(await lock.describe()).toMatchObject({ runId, status: { name: 'RUNNING' } });
  });

  it('in the middle of a synchronization: the cycle fails, the next one waits until the engine is idle', async () => {
    const clock = createStoppedClock();
    rig = await startRig(await loadFabrikam(), { clock, wrap: onceNonsense('waitForProgress') });
    const broken = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Sync' });
    await until(async () => (await rig.simulator.health()).running === 1);
    const next = await rig.start('MIM Service', { kind: 'run-profile', runProfile: 'Full Sync' });
    await expect(broken.result()).rejects.toThrow(WorkflowFailedError);
    await until(async () => (await status()).waiting.length === 1);
    clock.go();
    expect((await next.result()).outcome).toBe('completed');
    expect(await rig.simulator.violations()).toEqual([]);
    const [first, second] = await rig.simulator.history();
    expect(first?.end && second?.start && first.end <= second.start).toBe(true);
  });
});
