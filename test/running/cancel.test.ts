import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { accessTemporal } from '../../api/temporal/temporal-access.js';
import { temporalCanceller } from '../../api/temporal/temporal-canceller.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
import { finishRunThenStop } from '../../workflows/contract.js';
import { idOf, statusOf, statusWith } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock, type StoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
let clock: StoppedClock;
afterEach(() => rig.stop());

const JANE = { by: 'jane', why: 'maintenance' };
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
    await cycle.signal(finishRunThenStop, JANE);
    clock.go();
    expect(await cycle.result()).toMatchObject({
      outcome: 'cancelled',
      reason: 'Asked by jane to finish its run and to stop then: maintenance',
      steps: [{ run: { result: 'success' } }],
    });
    expect(await rig.simulator.history()).toHaveLength(1);
    expect((await statusOf(rig)).running).toEqual([]);
  });

  it('stops at once when it only waits', async () => {
    const running = await runningCycle();
    const waiting = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    await statusWith(rig, (status) => status.waiting.length === 1);
    await waiting.signal(finishRunThenStop, JANE);
    expect(await waiting.result()).toMatchObject({ outcome: 'cancelled' });
    expect((await statusOf(rig)).waiting).toEqual([]);
    clock.go();
    await running.result();
  });

  it('can be cancelled after all', async () => {
    const cycle = await runningCycle();
    await cycle.signal(finishRunThenStop, JANE);
    await cycle.cancel();
    await expectCancelled(cycle.result());
    expect(await rig.simulator.history()).toMatchObject([{ result: STOPPED }]);
  });
});

/** A hire whose export to AD hangs: the cycle, and all that it caused. */
async function familyWithHangingExport() {
  rig = await startRig(await loadFabrikam());
  await rig.simulator.addObject('HR', ADA);
  await rig.simulator.armFault({
    kind: 'hang',
    stepType: 'export',
    managementAgent: 'Fabrikam AD',
    after: 0,
  });
  const root = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
  await until(async () => (await rig.simulator.faults())[0]?.struck === 1);
  const temporal = accessTemporal(rig.temporal);
  onTestFinished(() => temporal.close());
  const canceller = temporalCanceller(temporal, temporalCycles(temporal));
  return { root, canceller, family: await canceller.openFamily(root.workflowId) };
}

describe('all that a cycle caused', () => {
  it('is found, and goes on when the cycle alone is cancelled', async () => {
    const { root, canceller, family } = await familyWithHangingExport();
    expect(family[0]).toEqual({ cycle: root.workflowId, managementAgent: 'HR' });
    expect(family.map(({ managementAgent }) => managementAgent)).toContain('Fabrikam AD');
    await canceller.cancel(root.workflowId, { finishRun: false, ...JANE });
    await expectCancelled(root.result());
    const left = await canceller.openFamily(root.workflowId);
    expect(left.map(({ managementAgent }) => managementAgent)).toContain('Fabrikam AD');
    const { events } = await root.fetchHistory();
    const [asked] = (events ?? []).flatMap(
      (event) => event.workflowExecutionCancelRequestedEventAttributes ?? [],
    );
    expect(asked).toMatchObject({ cause: 'maintenance', identity: 'jane' });
  });

  it('stops, if each is cancelled', async () => {
    const { root, canceller, family } = await familyWithHangingExport();
    for (const { cycle } of family) await canceller.cancel(cycle, { finishRun: false, ...JANE });
    await expectCancelled(root.result());
    await until(async () => (await canceller.openFamily(root.workflowId)).length === 0);
    expect((await rig.simulator.history()).filter(({ result }) => result === STOPPED)).toHaveLength(1);
    expect((await rig.simulator.health()).running).toBe(0);
  });

  it('one that has ended meanwhile has what it was told', async () => {
    const { canceller, family, root } = await familyWithHangingExport();
    for (const { cycle } of family) await canceller.cancel(cycle, { finishRun: false, ...JANE });
    await expectCancelled(root.result());
    await canceller.cancel(root.workflowId, { finishRun: false, ...JANE });
    await canceller.cancel(root.workflowId, { finishRun: true, ...JANE });
    await expect(canceller.openFamily(`${root.workflowId}0`)).rejects.toMatchObject({
      code: 'unknown-cycle',
    });
  });
});
