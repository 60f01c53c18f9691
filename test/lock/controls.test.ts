import { WorkflowFailedError } from '@temporalio/client';
import { afterEach, expect, it } from 'vitest';
import type { SyncEngine } from '../../sync-engine/port.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import type { Control } from '../../domain/run-lock/control.js';
import { controlRunLock } from '../../workflows/contract.js';
import { control, idOf, lockOf, statusOf, statusWith } from './lock-status.js';

const SETTINGS = 'engineLookInterval: 1s';
const OPERATOR = { by: 'the operator', why: 'maintenance' };

let rig: Rig;
afterEach(() => rig.stop());

it('a stopped management agent refuses; started again, what was left undone is carried to the end', async () => {
  rig = await startRig(await loadFabrikam(), { settings: SETTINGS });
  await statusWith(rig, (status) => status.engine.state === 'up');
  await control(rig, { id: 'stop-hr', ...OPERATOR, action: 'stop', managementAgent: 'HR' });
  const refused = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  expect(await refused.result()).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('Management agent HR is stopped: by the operator, maintenance'),
  });
  // Somebody imports by hand meanwhile: it is not synchronized as long as HR is stopped.
  await rig.simulator.addObject('HR', ADA);
  await rig.engine.start(await idOf(rig, 'HR'), 'Delta Import');
  await until(() =>
    Promise.resolve(
      rig.events.some((event) => event.event === 'cycle-finished' && event.outcome === 'refused'),
    ),
  );
  expect((await rig.simulator.history()).map((run) => run.runProfile)).toEqual(['Delta Import']);

  await control(rig, { id: 'start-hr', ...OPERATOR, action: 'start', managementAgent: 'HR' });
  await until(async () => {
    const audit = await rig.simulator.audit();
    return audit.atRest && audit.consistent;
  });
  const { controls } = await statusOf(rig);
  expect(controls.map(({ what, by }) => `${what} by ${by}`)).toEqual([
    'management agent HR stopped by the operator',
    'management agent HR started by the operator',
  ]);
});

it('a server that is stopped with its runs stops what its cycles run, and what somebody else runs', async () => {
  const clock = createStoppedClock();
  let stops = 0;
  const wrap = (engine: SyncEngine): SyncEngine => ({
    ...engine,
    stop: async (id) => {
      const answer = await engine.stop(id);
      stops += 1;
      return answer;
    },
  });
  rig = await startRig(await loadFabrikam(), { clock, wrap, settings: SETTINGS });
  await statusWith(rig, (status) => status.engine.state === 'up');
  const ours = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await rig.engine.start(await idOf(rig, 'Phone System'), 'Full Import');
  await until(async () => (await rig.simulator.health()).running === 2);
  await statusWith(rig, (status) => status.running.length === 2);
  await control(rig, { id: 'stop', ...OPERATOR, action: 'stop', cancelRuns: true });
  await until(() => Promise.resolve(stops === 2));
  clock.go();
  await expect(ours.result()).rejects.toThrow(WorkflowFailedError);
  await statusWith(rig, (status) => status.running.length === 0);
  const results = (await rig.simulator.history()).map((run) => run.result);
  expect(results).toEqual([
    'stopped-user-termination-from-wmi-or-ui',
    'stopped-user-termination-from-wmi-or-ui',
  ]);
  expect((await statusOf(rig)).control).toBe('stopped');
});

it('a waiting request is moved to the front, another is removed; what is unknown is refused by code', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock, settings: SETTINGS });
  const holder = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(async () => (await rig.simulator.health()).running === 1);
  const first = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
  await statusWith(rig, (status) => status.waiting.length === 1);
  const second = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Sync' });
  await statusWith(rig, (status) => status.waiting.length === 2);

  await control(rig, {
    id: 'front',
    ...OPERATOR,
    action: 'move-to-front',
    requestId: `${second.workflowId}#1`,
  });
  expect((await statusOf(rig)).waiting.map((entry) => entry.runProfile)).toEqual([
    'Full Sync',
    'Full Import',
  ]);
  await control(rig, {
    id: 'away',
    ...OPERATOR,
    action: 'remove-request',
    requestId: `${first.workflowId}#1`,
  });
  expect(await first.result()).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('Taken out of the queue by the operator: maintenance'),
  });
  const unknown = control(rig, { id: 'none', ...OPERATOR, action: 'cancel-run', managementAgent: 'Payroll' });
  await expect(unknown).rejects.toMatchObject({ code: 'unknown-management-agent' });
  // Anybody can send one by hand in Temporal's Web UI: it must not stop the run lock.
  await lockOf(rig).signal(controlRunLock, {
    id: 'x',
    action: 'stop',
    managementAgent: 7,
  } as unknown as Control);
  expect((await statusOf(rig)).control).toBe('started');
  clock.go();
  await Promise.all([holder.result(), second.result()]);
});
