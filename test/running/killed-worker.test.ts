import { describe, expect, it, type TestContext } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import type { Hold } from '../../domain/run-lock/status.js';
import { startProcessRig, type ProcessRig } from '../faults/process-rig.js';
import { TEST_SPEED } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { ADA } from '../rig/worlds.js';

/** A full import of an empty directory lasts a second: long enough to be killed in. */
const SPEED = 3;

async function rigFor(
  { onTestFinished }: TestContext,
  speed = SPEED,
  settings?: string,
): Promise<ProcessRig> {
  const rig = await startProcessRig(speed, settings);
  onTestFinished(() => rig.stop());
  return rig;
}

const HOLDS = '/api/v1/servers/default/holds';

async function holdsOf(rig: ProcessRig): Promise<readonly Hold[]> {
  const response = await fetch(`${rig.apiUrl}${HOLDS}`);
  // There is no worker yet to ask.
  if (response.status === 503) return [];
  expect(response.status).toBe(200);
  return (await response.json()) as Hold[];
}

/** What is counted anew in this moment is not there to be approved. */
async function approve(rig: ProcessRig, requestId: string): Promise<void> {
  const { status } = await fetch(`${rig.apiUrl}${HOLDS}/${encodeURIComponent(requestId)}/approve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ why: 'a test' }),
  });
  expect([200, 202, 204, 404]).toContain(status);
}

async function startCycle(rig: ProcessRig) {
  const response = await fetch(`${rig.apiUrl}/api/v1/servers/default/cycles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ managementAgent: 'HR', runProfile: 'Full Import' }),
  });
  expect(response.status).toBe(202);
  return rig.client.workflow.getHandle(((await response.json()) as { cycle: string }).cycle);
}

/** The cycle had one run, the engine had one, and they are the same. */
async function expectOneRun(rig: ProcessRig, cycle: Awaited<ReturnType<typeof startCycle>>): Promise<void> {
  const view = (await cycle.result()) as CycleView;
  expect(view).toMatchObject({ outcome: 'completed', runs: 1, steps: [{ run: { runNumber: 1 } }] });
  expect(await rig.simulator.history()).toMatchObject([{ runNumber: 1 }]);
}

// Side by side: for most of their time they wait until Temporal misses the heartbeats of what was killed.
describe.concurrent('kill -9 of the worker', () => {
  it('while its start is on the way: the next one starts', async (context) => {
    const rig = await rigFor(context);
    // Longer than the test: what the worker asks for does not arrive at all.
    const late = await rig.simulator.armFault({
      kind: 'latency',
      milliseconds: 600_000,
      managementAgent: 'HR',
    });
    const cycle = await startCycle(rig);
    await until(async () => ((await rig.simulator.faults())[0]?.struck ?? 0) > 0);
    await rig.killWorker();
    await rig.simulator.disarmFault(late.id);
    expect(await rig.simulator.history()).toEqual([]);
    await rig.startWorker();
    await expectOneRun(rig, cycle);
  }, 120_000);

  it('during a run that ends before there is another: its result is taken', async (context) => {
    const rig = await rigFor(context);
    const cycle = await startCycle(rig);
    await rig.whileRunning('full-import');
    await rig.killWorker();
    await until(async () => (await rig.simulator.history()).every(({ end }) => end !== undefined));
    await rig.startWorker();
    await expectOneRun(rig, cycle);
  }, 120_000);

  it('while referential updates complete: the next one waits for their end', async (context) => {
    const rig = await rigFor(context);
    await rig.simulator.armFault({ kind: 'slow-completion', seconds: 90, saysIdle: true });
    const cycle = await startCycle(rig);
    await until(async () =>
      (await rig.simulator.history()).some(({ result }) => result === 'completing-referential-updates'),
    );
    await rig.killWorker();
    await rig.startWorker();
    await expectOneRun(rig, cycle);
    const [run] = await rig.simulator.history();
    const view = (await cycle.result()) as CycleView;
    expect(view.steps[0]?.run).toMatchObject({ result: run?.result, end: run?.steps[0]?.end });
    expect(run?.end).toBeDefined();
  }, 120_000);

  it('while an export is held: it stays held, and runs when it is approved', async (context) => {
    const adds = "managementAgents: { 'Fabrikam AD': { thresholds: { exports: { adds: 1 } } } }";
    const rig = await rigFor(context, TEST_SPEED, adds);
    await rig.simulator.addObject('HR', ADA);
    const cycle = await startCycle(rig);
    await until(async () => (await holdsOf(rig)).length === 1);
    await rig.killWorker();
    await rig.startWorker();
    await until(async () => (await holdsOf(rig)).length > 0);
    expect(await rig.simulator.directory('Fabrikam AD', 'user')).toEqual([]);
    // What another cycle makes pending meanwhile is counted with it, and held anew.
    let hasEnded = false;
    const ended = cycle.result();
    void Promise.allSettled([ended]).then(() => (hasEnded = true));
    await until(async () => {
      for (const { requestId } of await holdsOf(rig)) await approve(rig, requestId);
      return hasEnded;
    });
    expect(await ended).toMatchObject({ outcome: 'completed' });
    expect(await rig.simulator.directory('Fabrikam AD', 'user')).toHaveLength(1);
  }, 120_000);

  it('and its cycle is cancelled before there is another: the run is stopped as soon as there is', async (context) => {
    const rig = await rigFor(context);
    await rig.simulator.armFault({ kind: 'hang', after: 0 });
    const cycle = await startCycle(rig);
    await rig.whileRunning('full-import');
    await rig.killWorker();
    await cycle.cancel();
    await rig.startWorker();
    await expect(cycle.result()).rejects.toThrow('cancelled');
    expect(await rig.simulator.history()).toMatchObject([
      { result: 'stopped-user-termination-from-wmi-or-ui' },
    ]);
  }, 120_000);
});
