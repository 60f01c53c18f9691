import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { ADA } from '../rig/worlds.js';
import { startProcessRig, type ProcessRig } from './process-rig.js';

/** Runs last a second or two: long enough to be killed in. */
const SPEED = 3;

let rig: ProcessRig;
beforeEach(async () => {
  rig = await startProcessRig(SPEED);
  await rig.simulator.addObject('HR', ADA);
});
afterEach(() => rig.stop());

async function startCycle(): Promise<string> {
  const response = await fetch(`${rig.apiUrl}/api/v1/servers/default/cycles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ managementAgent: 'HR', runProfile: 'Delta Import' }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { cycle: string }).cycle;
}

/** The cycle has ended, all is at rest, and each run of the engine belongs to exactly one step of a cycle. */
async function expectEffectivelyOnce(cycle: string): Promise<void> {
  const view = (await rig.client.workflow.getHandle(cycle).result()) as CycleView;
  expect(view.outcome).toBe('completed');
  const history = await rig.simulator.history();
  expect(view.runs).toBe(history.length);
  expect(await rig.simulator.violations()).toEqual([]);
  expect(await rig.simulator.audit()).toMatchObject({ atRest: true, consistent: true });
}

describe('kill -9', () => {
  it('of the worker during an import, a synchronization and an export: each run is adopted, none doubled', async () => {
    const cycle = await startCycle();
    for (const stepType of ['delta-import', 'delta-sync', 'export']) {
      const killedDuring = await rig.whileRunning(stepType);
      await rig.killWorker();
      await rig.startWorker();
      expect(killedDuring.end).toBeUndefined();
    }
    await expectEffectivelyOnce(cycle);
  }, 180_000);

  it('of the API: the cycle goes on, and the API that is started next tells of it', async () => {
    const cycle = await startCycle();
    await rig.whileRunning('delta-import');
    await rig.killApi();
    await rig.whileRunning('delta-sync');
    await rig.startApi();
    const response = await fetch(`${rig.apiUrl}/api/v1/servers/default/cycles/${encodeURIComponent(cycle)}`);
    expect(response.status).toBe(200);
    await expectEffectivelyOnce(cycle);
  }, 120_000);

  it('of the Temporal server, restarted on its file: the cycle goes on from where it was', async () => {
    const cycle = await startCycle();
    await rig.whileRunning('delta-sync');
    await rig.killTemporalAndRestart();
    await rig.whileRunning('export');
    await rig.killTemporalAndRestart();
    await expectEffectivelyOnce(cycle);
  }, 180_000);
});
