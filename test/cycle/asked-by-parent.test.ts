import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { afterEach, expect, it } from 'vitest';
import type { CycleInput } from '../../domain/cycle/cycle.js';
import { firstRequestOf, requestId } from '../../domain/cycle/request.js';
import { runLockId } from '../../domain/naming.js';
import type { MessageToRunLock } from '../../domain/run-lock/messages.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import {
  CYCLE_WORKFLOW,
  fromRunLock,
  runLockStartedAnew,
  runLockStatus,
  toRunLock,
  type CycleWorkflow,
} from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';
import { startRig, WORKFLOW_BUNDLE, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

/** A child that need not ask for its first run, as its parent has. */
function inputOfChild(): CycleInput {
  return {
    server: rig.server,
    managementAgent: 'HR',
    start: { kind: 'run-profile', runProfile: 'Delta Import' },
    cause: { trigger: 'parent-cycle', description: 'a test' },
    lineage: ['Fabrikam AD'],
    maxDepth: 10,
    askedByParent: true,
  };
}

/** What a cycle has told the run lock, and been told by it, by the names of the signals. */
async function conversationOf(workflowId: string) {
  const { events } = await rig.workers.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const said = event.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName ?? [];
    const heard = event.workflowExecutionSignaledEventAttributes?.signalName ?? [];
    return [said, heard].flat();
  });
}

it('a child need not ask for its first run: its parent has', async () => {
  rig = await startRig(await loadFabrikam());
  await rig.simulator.addObject('HR', ADA);
  const hire = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'scheduled-import' });
  const { children } = await hire.result();
  const [child] = children;
  expect(child).toMatchObject({ outcome: 'completed' });
  const [first, second] = await conversationOf(child?.cycle ?? '');
  expect([first, second]).toEqual([fromRunLock.granted.name, toRunLock.endedAndRequested.name]);
});

it('a child that is there later than the answer to what its parent has asked gets it then', async () => {
  rig = await startRig(await loadFabrikam());
  const { workflow } = rig.workers.client;
  const lock = workflow.getHandle(runLockId(rig.server));
  await until(async () => (await lock.query(runLockStatus)).managementAgents.length > 0);
  const input = inputOfChild();
  const options = cycleOptions(input, 'late');
  const request = firstRequestOf(input, options.workflowId);
  await lock.signal(toRunLock.requested, {
    ofChildren: request ? [{ ...request, startingSince: Date.now() }] : [],
  });
  await until(async () => {
    const { events } = await lock.fetchHistory();
    return (events ?? []).some((event) => event.signalExternalWorkflowExecutionFailedEventAttributes);
  });
  const child = await workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, options);
  expect(await child.result()).toMatchObject({ outcome: 'completed', runs: 1 });
  expect(await conversationOf(options.workflowId)).toEqual([fromRunLock.granted.name, toRunLock.ended.name]);
});

it('a child that hears nothing of what its parent has asked asks itself', async () => {
  rig = await startRig(await loadFabrikam());
  const child = await rig.start(
    'HR',
    { kind: 'run-profile', runProfile: 'Delta Import' },
    { askedByParent: true },
  );
  expect(await child.result()).toMatchObject({ outcome: 'completed', runs: 1 });
  expect(await conversationOf(child.workflowId)).toEqual([
    toRunLock.requested.name,
    fromRunLock.granted.name,
    toRunLock.ended.name,
  ]);
});

it('a cycle that has been answered asks nothing more of a run lock that has started anew', async () => {
  const settings = await namespaceOfItsOwn();
  rig = await startRig(await loadFabrikam(), { temporal: settings });
  // Both come with its first workflow task: nobody polls before.
  const taskQueue = 'polled later';
  const cycle = await rig.workers.client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, {
    ...cycleOptions(inputOfChild(), 'answered'),
    taskQueue,
  });
  await cycle.signal(fromRunLock.refused, {
    requestId: requestId(cycle.workflowId, 1),
    kind: 'refused',
    code: 'removed',
    reason: 'a test',
  });
  await cycle.signal(runLockStartedAnew);
  const connection = await connectWorkerToTemporal(settings);
  const worker = await Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue,
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
  });
  await worker.runUntil(cycle.result());
  await connection.close();
  expect(await toldBy(cycle.workflowId)).toEqual([{ presence: { cycle: cycle.workflowId } }]);
});

it('a cycle gives back what it is granted and does not wait for', async () => {
  const clock = createStoppedClock();
  rig = await startRig(await loadFabrikam(), { clock });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  await until(async () => (await rig.simulator.health()).running === 1);
  await cycle.signal(fromRunLock.granted, {
    requestId: 'of before',
    kind: 'granted',
    token: 4711,
    managementAgentId: 'hr',
    managementAgentName: 'HR',
    runProfile: 'Delta Import',
  });
  clock.go();
  await cycle.result();
  expect(await toldBy(cycle.workflowId)).toContainEqual({
    withdrawal: { cycle: cycle.workflowId, requestId: 'of before' },
  });
});

/** The messages of a cycle to the run lock. */
async function toldBy(workflowId: string): Promise<readonly MessageToRunLock[]> {
  const { events } = await rig.workers.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ signalExternalWorkflowExecutionInitiatedEventAttributes: sent }) =>
    sent?.input?.payloads ? [defaultPayloadConverter.fromPayload(sent.input.payloads[0] as Payload)] : [],
  ) as MessageToRunLock[];
}
