import { describe, expect, it, type TestContext } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { ADA } from '../rig/worlds.js';
import { startProcessRig, type ProcessRig } from './process-rig.js';

/** Runs last a second or two: long enough to be killed in. */
const SPEED = 3;

/** A rig until the end of a test, with a hire that is to be carried. */
async function rigFor({ onTestFinished }: TestContext): Promise<ProcessRig> {
  const rig = await startProcessRig(SPEED);
  onTestFinished(() => rig.stop());
  await rig.simulator.addObject('HR', ADA);
  return rig;
}

async function startCycle(rig: ProcessRig): Promise<string> {
  const response = await fetch(`${rig.apiUrl}/api/v1/servers/default/cycles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ managementAgent: 'HR', runProfile: 'Delta Import' }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { cycle: string }).cycle;
}

/** The cycle has ended, all is at rest, and each run of the engine belongs to exactly one step of a cycle. */
async function expectEffectivelyOnce(rig: ProcessRig, cycle: string): Promise<void> {
  const view = (await rig.client.workflow.getHandle(cycle).result()) as CycleView;
  expect(view.outcome).toBe('completed');
  const history = await rig.simulator.history();
  expect(view.runs).toBe(history.length);
  expect(await rig.simulator.violations()).toEqual([]);
  expect(await rig.simulator.audit()).toMatchObject({ atRest: true, consistent: true });
}

// Side by side: for most of their time they wait until Temporal misses the heartbeats of what was killed.
describe.concurrent('kill -9', () => {
  it('of the worker during an import, a synchronization and an export: each run is adopted, none doubled', async (context) => {
    const rig = await rigFor(context);
    const cycle = await startCycle(rig);
    for (const stepType of ['delta-import', 'delta-sync', 'export']) {
      const killedDuring = await rig.whileRunning(stepType);
      await rig.killWorker();
      await rig.startWorker();
      expect(killedDuring.end).toBeUndefined();
    }
    await expectEffectivelyOnce(rig, cycle);
  });

  it('of the API: the cycle goes on, and the API that is started next tells of it', async (context) => {
    const rig = await rigFor(context);
    const cycle = await startCycle(rig);
    await rig.whileRunning('delta-import');
    await rig.killApi();
    await rig.whileRunning('delta-sync');
    await rig.startApi();
    const response = await fetch(`${rig.apiUrl}/api/v1/servers/default/cycles/${encodeURIComponent(cycle)}`);
    expect(response.status).toBe(200);
    await expectEffectivelyOnce(rig, cycle);
  });

  it('of the Temporal server, restarted on its file: the cycle goes on from where it was', async (context) => {
    const rig = await rigFor(context);
    const cycle = await startCycle(rig);
    await rig.whileRunning('delta-sync');
    await rig.killTemporalAndRestart();
    await rig.whileRunning('export');
    await rig.killTemporalAndRestart();
    await expectEffectivelyOnce(rig, cycle);
  });
});
