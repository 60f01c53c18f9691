import { afterEach, expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { idOf, statusOf, statusWith } from './lock-status.js';

const SETTINGS = 'engineLookInterval: 1s';

let rig: Rig;
afterEach(() => rig.stop());

it('a run that somebody else started is noticed, kept out of the way of, and followed like ours', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock, settings: SETTINGS });
  await statusWith(rig, (status) => status.engine.state === 'up');
  await rig.simulator.addObject('HR', ADA);
  await rig.engine.start(await idOf(rig, 'HR'), 'Delta Import');

  const noticedFrom = Date.now();
  const { running } = await statusWith(rig, (status) => status.running.length === 1);
  expect(Date.now() - noticedFrom).toBeLessThan(5_000);
  expect(running).toMatchObject([
    { managementAgent: 'HR', runProfile: 'Delta Import', runNumber: 1, reason: 'started by somebody else' },
  ]);
  const ours = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  const { waiting } = await statusWith(rig, (status) => status.waiting.length === 1);
  expect(waiting[0]?.waitsFor[0]).toMatch(
    /^management agent HR, held by HR Delta Import, run 1, since \d\d:\d\d:\d\d UTC$/,
  );

  clock.go();
  await ours.result();
  await atRestAndConsistent();
  expect(await rig.simulator.violations()).toEqual([]);
});

it('a run that somebody else started and that ended between two looks is followed all the same', async () => {
  rig = await startRig(await loadFabrikam(), { speed: 100_000, settings: SETTINGS });
  await statusWith(rig, (status) => status.engine.state === 'up');
  await rig.simulator.addObject('HR', ADA);
  await rig.engine.start(await idOf(rig, 'HR'), 'Delta Import');
  await atRestAndConsistent();
  const cycles = rig.events.flatMap((event) => (event.event === 'cycle-started' ? [event.trigger] : []));
  expect(cycles).toContain('unmanaged-run');
});

it('an engine that does not answer is a state that is shown, and nothing is granted meanwhile', async () => {
  let down = false;
  const unlessDown = <T>(call: () => Promise<T>): Promise<T> =>
    down ? Promise.reject(new AutoSyncError('engine-unreachable', 'The engine is away.')) : call();
  const wrap = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    statusOfAll: () => unlessDown(() => engine.statusOfAll()),
    status: (id) => unlessDown(() => engine.status(id)),
    start: (id, runProfile) => unlessDown(() => engine.start(id, runProfile)),
  });
  rig = await startRig(await loadFabrikam(), { wrap, settings: SETTINGS });
  await statusWith(rig, (status) => status.engine.state === 'up');
  down = true;
  const { engine } = await statusWith(rig, (status) => status.engine.state === 'down');
  expect(engine.reason).toBe('The engine is away.');
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  const { waiting } = await statusWith(rig, (status) => status.waiting.length === 1);
  expect(waiting[0]?.waitsFor).toContain('the engine, which does not answer');
  down = false;
  expect((await cycle.result()).outcome).toBe('completed');
  expect((await statusOf(rig)).engine).toEqual({ state: 'up' });
});

async function atRestAndConsistent(): Promise<void> {
  await until(async () => {
    const audit = await rig.simulator.audit();
    return audit.atRest && audit.consistent;
  });
}
