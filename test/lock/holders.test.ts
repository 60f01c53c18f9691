import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { parseConfiguration } from '../../config/load.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { idOf, lockOf, statusOf, statusWith } from './lock-status.js';

const SETTINGS = 'engineLookInterval: 1s';

let rig: Rig;
afterEach(() => rig.stop());

it('a cycle that was terminated while its run goes on leaves an unmanaged run, which is followed when it ends', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock, settings: SETTINGS });
  await rig.simulator.addObject('HR', ADA);
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(async () => (await rig.simulator.health()).running === 1);

  await cycle.terminate('in the Web UI');
  const { running } = await statusWith(rig, (status) => status.running.some((run) => !run.cycle));
  expect(running).toMatchObject([{ managementAgent: 'HR', runProfile: 'Delta Import', runNumber: 1 }]);

  clock.go();
  await until(async () => {
    const audit = await rig.simulator.audit();
    return audit.atRest && audit.consistent;
  });
  const hr = await idOf(rig, 'HR');
  const history = await rig.simulator.history();
  expect(history.filter((run) => run.managementAgentId === hr).map((run) => run.runProfile)).toEqual([
    'Delta Import',
    'Delta Sync',
    'Export',
    'Delta Import',
  ]);
  expect(await rig.simulator.violations()).toEqual([]);
});

it('the lease of a cycle that was terminated before its run began is free within 15 s', async () => {
  let starts = 0;
  const lost = new AbortController();
  // The first start never reaches the engine.
  const wrap = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    start: (id, runProfile) => {
      starts += 1;
      return starts === 1 ? never(lost.signal) : engine.start(id, runProfile);
    },
  });
  rig = await startRig(await loadFabrikam(), { wrap, settings: SETTINGS });
  const holder = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(() => Promise.resolve(starts === 1));
  const waiter = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  await statusWith(rig, (status) => status.waiting.length === 1);

  const terminatedAt = Date.now();
  await holder.terminate('in the Web UI');
  expect((await waiter.result()).outcome).toBe('completed');
  expect(Date.now() - terminatedAt).toBeLessThan(15_000);
  expect((await rig.simulator.history()).map((run) => run.runProfile)).toEqual(['Full Import']);
  lost.abort(new Error('It was lost'));
});

it('a cycle that was terminated while it waits leaves the queue; who had joined it takes its place', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock, settings: SETTINGS });
  const holder = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(async () => (await rig.simulator.health()).running === 1);
  const waiter = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  await statusWith(rig, (status) => status.waiting.length === 1);
  const joined = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  const alone = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Sync' });
  await statusWith(rig, (status) => status.waiting.length === 2);

  await Promise.all([waiter.terminate('in the Web UI'), alone.terminate('in the Web UI')]);
  const { waiting } = await statusWith(rig, (status) => status.waiting.length === 1);
  expect(waiting[0]?.cycle).toBe(joined.workflowId);
  clock.go();
  expect((await joined.result()).outcome).toBe('completed');
  await holder.result();
});

it('a run lock that was terminated hears what the cycles hold before it grants anything', async () => {
  const held = new AbortController();
  const wrap = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    start: async (id, runProfile) => {
      if (!held.signal.aborted) await once(held.signal, 'abort');
      return engine.start(id, runProfile);
    },
  });
  rig = await startRig(await loadFabrikam(), { wrap, settings: SETTINGS });
  // Granted, and not begun: the engine does not show it.
  const holder = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  const { running } = await statusWith(rig, (status) => status.running.length === 1);
  await lockOf(rig).terminate('in the Web UI');
  const { servers } = parseConfiguration(`servers: { ${rig.server}: { ${SETTINGS} } }`, 'the test');
  await ensureRunLock(rig.workers.client, rig.server, servers[rig.server]);
  const other = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });

  await statusWith(rig, (status) => status.running.length === 1 && status.waiting.length === 1);
  expect((await statusOf(rig)).running).toMatchObject([
    { cycle: holder.workflowId, token: running[0]?.token, managementAgent: 'HR' },
  ]);
  held.abort();
  await Promise.all([holder.result(), other.result()]);
  const history = await rig.simulator.history();
  expect(history.map((run) => run.runProfile)).toEqual(['Delta Import', 'Full Import']);
});

/** An answer that never comes; it is given up with the reason of the signal. */
async function never(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort');
  throw signal.reason;
}
