import { afterEach, expect, it, onTestFinished } from 'vitest';
import { accessTemporal } from '../../api/temporal/temporal-access.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
import { cycleView } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

it('a cycle tells how far its run has come, without a word in its history', async () => {
  rig = await startRig(await loadFabrikam());
  await rig.simulator.fill({ objectsPerManagementAgent: 20, seed: 1 });
  await rig.simulator.armFault({ kind: 'hang', after: 0.5, times: 1 });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  const temporal = accessTemporal(rig.temporal);
  onTestFinished(() => temporal.close());
  const cycles = temporalCycles(temporal);
  await until(async () => (await cycles.activity(cycle.workflowId))?.progress?.staged === 10);
  const { activity, view } = await cycles.read(cycle.workflowId);
  expect(view.outcome).toBe('running');
  expect(activity).toMatchObject({
    attempt: 1,
    progress: {
      runNumber: 1,
      step: 1,
      stepType: 'full-import',
      result: 'in-progress',
      staged: 10,
      summary: '10 adds staged',
    },
  });
  const { historyLength } = await cycle.describe();
  const before = activity?.at;
  await until(async () => (await cycles.activity(cycle.workflowId))?.at !== before);
  expect((await cycle.describe()).historyLength).toBe(historyLength);
  await cycle.cancel();
  await expect(cycle.result()).rejects.toThrow('cancelled');
  expect(await cycles.activity(cycle.workflowId)).toBeUndefined();
});

/** What a person may still wait for: the bound that is promised. */
const VISIBLE_WITHIN_MS = 5_000;

it('what the engine has done is seen within 5 s, by the API and in the Web UI', async () => {
  rig = await startRig(await loadFabrikam(), { speed: 0.2 });
  await rig.simulator.fill({ objectsPerManagementAgent: 100, seed: 1 });
  await rig.simulator.armFault({ kind: 'hang', after: 0.5, times: 1 });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  const temporal = accessTemporal(rig.temporal);
  onTestFinished(() => temporal.close());
  const cycles = temporalCycles(temporal);

  // By the engine's own record, it has started, and then staged something.
  await until(async () => (await rig.simulator.history()).length === 1);
  const [run] = await rig.simulator.history();
  await until(async () => (await currentDetails(cycle.workflowId)).includes('runs'));
  expect(Date.now() - Date.parse(run?.start ?? '')).toBeLessThan(VISIBLE_WITHIN_MS);

  for (const share of [0.25, 0.5]) {
    const wanted = 100 * share;
    await until(async () => (await stagedByEngine()) >= wanted);
    const since = Date.now();
    await until(async () => ((await cycles.activity(cycle.workflowId))?.progress?.staged ?? 0) >= wanted);
    // Temporal's Web UI shows a pending activity with what it has told last.
    expect((await cycle.describe()).raw.pendingActivities?.[0]?.heartbeatDetails?.payloads).toHaveLength(1);
    expect(Date.now() - since).toBeLessThan(VISIBLE_WITHIN_MS);
  }
  expect((await cycle.query(cycleView)).steps[0]?.state).toBe('running');
  await cycle.cancel();
  await expect(cycle.result()).rejects.toThrow('cancelled');
});

async function stagedByEngine(): Promise<number> {
  const [run] = await rig.simulator.history();
  const id = (await rig.engine.listManagementAgents()).find(({ name }) => name === 'HR')?.id ?? '';
  const { steps } = await rig.engine.runDetails(id, run?.runNumber ?? 1);
  return steps[0]?.staging.add ?? 0;
}

/** What the Web UI shows first of a workflow. */
async function currentDetails(workflowId: string): Promise<string> {
  const metadata = await rig.workers.client.workflow
    .getHandle(workflowId)
    .query<{ readonly currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}
