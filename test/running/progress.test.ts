import { afterEach, expect, it, onTestFinished } from 'vitest';
import { accessTemporal } from '../../api/temporal/temporal-access.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
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
