import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { runLockStatus, toRunLock } from '../../workflows/contract.js';
import { runLockId } from '../../domain/naming.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

async function failureOf(result: Promise<unknown>): Promise<Error | undefined> {
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return (error as WorkflowFailedError).cause;
}

describe('a cycle ends', () => {
  it('refused, with the choices, when the run profile does not exist', async () => {
    rig = await startRig(await loadFabrikam());
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Nightly' });
    const view = await cycle.result();
    expect(view.outcome).toBe('refused');
    expect(view.reason).toContain('HR has no run profile "Nightly"; it has "Full Import", "Delta Import"');
    expect(await rig.simulator.history()).toEqual([]);
  });

  it('refused when the management agent does not exist', async () => {
    rig = await startRig(await loadFabrikam());
    const view = await (await rig.start('Payroll', { kind: 'run-profile', runProfile: 'DI' })).result();
    expect(view).toMatchObject({ outcome: 'refused' });
    expect(view.reason).toContain('no management agent "Payroll"');
  });

  it("failed with MIM's own result when a run fails, after what could be done was done", async () => {
    rig = await startRig(await loadFabrikam());
    const ada = await rig.simulator.addObject('HR', ADA);
    await rig.simulator.changeObject('HR', ada.anchor, { faults: { discovery: 'unexpected-data' } });
    await rig.simulator.addObject('HR', {
      objectType: 'person',
      attributes: { ...ADA.attributes, EmployeeID: 'E1002', LogonName: 'b2', DisplayName: 'Bo Two' },
    });
    const cycle = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
    const failure = await failureOf(cycle.result());
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect((failure as ApplicationFailure).type).toBe('completed-discovery-errors');
    const view = (failure as ApplicationFailure).details?.[0] as CycleView;
    expect(view.outcome).toBe('completed-discovery-errors');
    expect(view.steps[0]?.run?.errorCount).toBe(1);
    expect(await rig.simulator.directory('Fabrikam AD', 'user')).toHaveLength(1);
  });

  it('coalesced when an equal request was waiting, once the run that carried both has ended', async () => {
    const clock = createStoppedClock();
    rig = await startRig(await loadFabrikam(), { clock });
    const running = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await status()).running.length === 1);
    const carrier = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await status()).waiting.length === 1);
    const joining = await rig.start('HR', { kind: 'run-profile', runProfile: 'full import' });
    await until(async () => (await requestsReceived()) === 3);
    clock.go();
    const [first, second, third] = await Promise.all([running.result(), carrier.result(), joining.result()]);
    expect([first.outcome, second.outcome, third.outcome]).toEqual(['completed', 'completed', 'coalesced']);
    expect(third.reason).toContain(carrier.workflowId);
    expect(await rig.simulator.history()).toHaveLength(2);
  });

  it('cancelled: the run is stopped on the engine, its lease is given back', async () => {
    const clock = createStoppedClock();
    rig = await startRig(await loadFabrikam(), { clock });
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await rig.simulator.health()).running === 1);
    await cycle.cancel();
    await until(async () => (await rig.simulator.health()).running === 0);
    clock.go();
    expect(await failureOf(cycle.result())).toBeInstanceOf(CancelledFailure);
    expect(await rig.simulator.history()).toMatchObject([
      { result: 'stopped-user-termination-from-wmi-or-ui' },
    ]);
    expect((await status()).running).toEqual([]);
  });

  it('cancelled while it waits: the request is withdrawn', async () => {
    const clock = createStoppedClock();
    rig = await startRig(await loadFabrikam(), { clock });
    const running = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await status()).running.length === 1);
    const waiting = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    await until(async () => (await status()).waiting.length === 1);
    await waiting.cancel();
    await failureOf(waiting.result());
    expect((await status()).waiting).toEqual([]);
    clock.go();
    await running.result();
    expect(await rig.simulator.history()).toHaveLength(1);
  });

  it('with the way that the changes took where it was too long, and what is left goes on by itself', async () => {
    rig = await startRig(await loadFabrikam());
    await rig.simulator.addObject('HR', ADA);
    const started = await rig.start(
      'HR',
      { kind: 'run-profile-kind', runProfileKind: 'scheduled-import' },
      { maxDepth: 2 },
    );
    const view = await started.result();
    expect(view.children.map(({ managementAgent }) => managementAgent)).toContain('Fabrikam AD');
    const reasons = rig.events.flatMap((event) =>
      event.event === 'cycle-finished' && event.managementAgent === 'Fabrikam AD' ? [event.reason] : [],
    );
    expect(reasons.join()).toContain('HR → Fabrikam AD');
    await until(async () => (await rig.simulator.audit()).atRest);
    // Nothing is lost.
    expect(await rig.simulator.audit()).toMatchObject({ consistent: true });
  });
});

function runLock() {
  return rig.workers.client.workflow.getHandle(runLockId(rig.server));
}

function status() {
  return runLock().query(runLockStatus);
}

/** How many requests have arrived at the run lock. It sees them in this order, and before anything that comes later. */
async function requestsReceived(): Promise<number> {
  const { events } = await runLock().fetchHistory();
  return (events ?? []).filter(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName === toRunLock.requested.name,
  ).length;
}
