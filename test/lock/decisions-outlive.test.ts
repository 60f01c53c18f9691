import { afterEach, expect, it } from 'vitest';
import { ensureRunLock, runLockConfigurationOf } from '../../activities/configuration/ensure-run-lock.js';
import { parseConfiguration } from '../../config/load.js';
import { configureRunLock } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';
import { control, lockOf, statusOf, statusWith } from './lock-status.js';

/** More than the events of one run of the lock. */
const MANY_SIGNALS = 1_000;

let rig: Rig;
afterEach(() => rig.stop());

it('what an operator has stopped stays stopped when the run lock continues as new, and when it is terminated', async () => {
  rig = await startRig(await loadFabrikam());
  const { servers } = parseConfiguration(`servers: { ${rig.server}: { importInterval: never } }`, 'the test');
  const configuration = servers[rig.server];
  if (!configuration) throw new Error('The test has configured no server');
  const first = await lockOf(rig).describe();
  await control(rig, {
    id: 'c1',
    by: 'nina',
    action: 'stop',
    managementAgent: 'HR',
    why: 'somebody deleted half of it',
  });

  // Nothing was ever suggested to the lock: this is its own bound, far below the server's.
  const applied = runLockConfigurationOf(configuration);
  await Promise.all(
    Array.from({ length: MANY_SIGNALS }, () => lockOf(rig).signal(configureRunLock, applied)),
  );
  await until(async () => (await lockOf(rig).describe()).runId !== first.runId);
  await expectHrStopped();

  // Terminated twice, the second time before it can have done anything.
  for (const reason of ['in the Web UI', 'again']) {
    await lockOf(rig).terminate(reason);
    await ensureRunLock(rig.workers.client, rig.server, configuration);
  }
  await statusWith(rig, (status) => status.engineSeen);
  await expectHrStopped();
  const refused = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  expect((await refused.result()).outcome).toBe('refused');

  await control(rig, { id: 'c2', by: 'nina', action: 'start', managementAgent: 'HR' });
  await lockOf(rig).terminate('once more');
  await ensureRunLock(rig.workers.client, rig.server, configuration);
  const { managementAgents } = await statusWith(rig, (status) => status.engineSeen);
  expect(managementAgents.find(({ name }) => name === 'HR')?.control).toBe('started');
});

async function expectHrStopped(): Promise<void> {
  const { managementAgents, controls } = await statusOf(rig);
  expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({
    control: 'stopped',
    stopped: { by: 'nina', why: 'somebody deleted half of it' },
  });
  expect(controls.map(({ what }) => what)).toContain('management agent HR stopped');
}
