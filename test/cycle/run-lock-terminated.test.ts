import { afterEach, expect, it } from 'vitest';
import { runLockId } from '../../domain/naming.js';
import { parseConfiguration } from '../../config/load.js';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { openCyclesOf } from '../../activities/configuration/open-cycles.js';
import { CYCLE_WORKFLOW, runLockStatus } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

it('a run lock that was terminated starts again, and does not wait for what a webhook has put off', async () => {
  rig = await startRig(await loadFabrikam());
  const { workflow } = rig.workers.client;
  const input = {
    server: rig.server,
    managementAgent: 'HR',
    start: { kind: 'run-profile', runProfile: 'Delta Import' },
    cause: { trigger: 'webhook', description: 'a test' },
    lineage: [],
    maxDepth: 10,
  } as const;
  await workflow.start(CYCLE_WORKFLOW, { ...cycleOptions(input, 'later'), startDelay: '1 hour' });
  await untilListed(1);
  await workflow.getHandle(runLockId(rig.server)).terminate('by the test');
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  expect((await cycle.result()).outcome).toBe('completed');
});

/** Until Temporal lists so many open cycles. */
async function untilListed(count: number): Promise<void> {
  const { client } = rig.workers;
  await until(async () => (await openCyclesOf(client, rig.server, new Date())).length === count);
}

it('a run lock that was terminated starts again: what runs is left alone, what waited is asked again', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock });
  const { workflow } = rig.workers.client;
  const lock = () => workflow.getHandle(runLockId(rig.server));
  const running = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(async () => (await rig.simulator.health()).running === 1);
  const waiting = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  await until(async () => (await lock().query(runLockStatus)).waiting.length === 1);

  await lock().terminate('by the test');
  const { servers } = parseConfiguration(`servers: { ${rig.server}: {} }`, 'the test');
  await ensureRunLock(rig.workers.client, rig.server, servers[rig.server]);

  await until(async () => (await lock().query(runLockStatus)).waiting.length === 1);
  clock.go();

  const views = await Promise.all([running.result(), waiting.result()]);
  expect(views.map((view) => view.outcome)).toEqual(['completed', 'completed']);
  const history = await rig.simulator.history();
  expect(history.map((run) => run.runProfile)).toEqual(['Delta Import', 'Full Import']);
  expect(await rig.simulator.violations()).toEqual([]);
  expect((await lock().query(runLockStatus)).waiting).toEqual([]);
});
