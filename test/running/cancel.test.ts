import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterEach, describe, expect, it } from 'vitest';
import { finishRunThenStop } from '../../workflows/contract.js';
import { idOf, statusOf, statusWith } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock, type StoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
let clock: StoppedClock;
afterEach(() => rig.stop());

const STOPPED = 'stopped-user-termination-from-wmi-or-ui';

/** A cycle in the middle of its run, on an engine whose time stands still. */
async function runningCycle(runProfile = 'Full Import') {
  clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock });
  await rig.simulator.addObject('HR', ADA);
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile });
  await until(async () => (await rig.simulator.health()).running === 1);
  return cycle;
}

async function expectCancelled(result: Promise<unknown>): Promise<void> {
  const error: unknown = await result.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
}

describe('a cycle that is cancelled', () => {
  it('while the engine does not answer stops its run as soon as it does', async () => {
    const cycle = await runningCycle();
    await rig.simulator.armFault({ kind: 'engine-down' });
    await cycle.cancel();
    await until(async () => JSON.stringify((await cycle.fetchHistory()).events).includes('stopLostRun'));
    await rig.simulator.disarmFaults();
    await expectCancelled(cycle.result());
    expect(await rig.simulator.history()).toMatchObject([{ result: STOPPED }]);
    expect((await statusOf(rig)).running).toEqual([]);
  });

  it('while its run hangs stops it', async () => {
    clock = createStoppedClock();
    clock.go();
    rig = await startRig(await loadFabrikam(), { clock });
    await rig.simulator.armFault({ kind: 'hang', after: 0, times: 1 });
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await rig.simulator.faults())[0]?.struck === 1);
    await cycle.cancel();
    await expectCancelled(cycle.result());
    expect(await rig.simulator.history()).toMatchObject([{ result: STOPPED }]);
  });

  it('leaves alone what somebody else runs, for which it waits', async () => {
    clock = createStoppedClock();
    rig = await startRig(await loadFabrikam(), { clock });
    await rig.engine.start(await idOf(rig, 'HR'), 'Full Sync');
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    await statusWith(rig, ({ running, waiting }) => running.length + waiting.length > 0);
    await cycle.cancel();
    await expectCancelled(cycle.result());
    expect(await rig.simulator.history()).toMatchObject([{ result: 'in-progress' }]);
    clock.go();
  });
});

describe('a cycle that is told to finish its run and to stop then', () => {
  it('lets the run come to its end; what the run made necessary here is not done', async () => {
    const cycle = await runningCycle();
    await cycle.signal(finishRunThenStop);
    clock.go();
    expect(await cycle.result()).toMatchObject({
      outcome: 'cancelled',
      reason: 'Asked to finish its run and to stop then',
      steps: [{ run: { result: 'success' } }],
    });
    expect(await rig.simulator.history()).toHaveLength(1);
    expect((await statusOf(rig)).running).toEqual([]);
  });

  it('stops at once when it only waits', async () => {
    const running = await runningCycle();
    const waiting = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    await statusWith(rig, (status) => status.waiting.length === 1);
    await waiting.signal(finishRunThenStop);
    expect(await waiting.result()).toMatchObject({ outcome: 'cancelled' });
    expect((await statusOf(rig)).waiting).toEqual([]);
    clock.go();
    await running.result();
  });

  it('can be cancelled after all', async () => {
    const cycle = await runningCycle();
    await cycle.signal(finishRunThenStop);
    await cycle.cancel();
    await expectCancelled(cycle.result());
    expect(await rig.simulator.history()).toMatchObject([{ result: STOPPED }]);
  });
});
