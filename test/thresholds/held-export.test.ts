import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { parseConfiguration } from '../../config/load.js';
import type { Hold } from '../../domain/run-lock/status.js';
import { cycleView, type CycleWorkflow } from '../../workflows/contract.js';
import { control, lockOf, statusOf, statusWith } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';
import { hire } from './hires.js';

let rig: Rig;
afterEach(() => rig.stop());

const SETTINGS = "managementAgents: { 'Fabrikam AD': { thresholds: { exports: { adds: 3 } } } }";

type Cycle = WorkflowHandleWithFirstExecutionRunId<CycleWorkflow>;

async function startImport(): Promise<Cycle> {
  return rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
}

/** Five hires, whose accounts in AD are too many at once. */
async function withHold(): Promise<{ readonly cycle: Cycle; readonly hold: Hold }> {
  rig = await startRig(await loadFabrikam(), { settings: SETTINGS });
  await hire(rig, 5);
  const cycle = await startImport();
  return { cycle, hold: await oneHold() };
}

async function oneHold(isWanted: (hold: Hold) => boolean = () => true): Promise<Hold> {
  const { holds } = await statusWith(rig, (status) => status.holds.some(isWanted));
  const hold = holds.find(isWanted);
  if (!hold) throw new Error('Nothing is held');
  return hold;
}

function decide(hold: Hold, action: 'approve-export' | 'reject-export', raise = false): Promise<void> {
  return control(rig, {
    action,
    requestId: hold.requestId,
    id: `${action} ${hold.requestId} ${hold.since}`,
    by: 'jane',
    why: 'a test',
    ...(raise ? { raise } : {}),
  });
}

const accounts = async () => (await rig.simulator.directory('Fabrikam AD', 'user')).length;
const exportsOf = async (managementAgent: string) =>
  (await rig.simulator.history()).filter(
    ({ managementAgentName, runProfile }) =>
      managementAgentName === managementAgent && runProfile === 'Export',
  ).length;

describe('an export of which too much is pending', () => {
  it('is held with its figures, while other management agents go on; approved, it runs', async () => {
    const { cycle, hold } = await withHold();
    expect(hold).toMatchObject({
      managementAgent: 'Fabrikam AD',
      figures: [{ adds: 5, deletes: 0 }],
      reason: expect.stringMatching(/^5 adds pending in partition .*; the threshold is 3$/),
    });
    const held = rig.workers.client.workflow.getHandle<CycleWorkflow>(hold.cycle);
    expect(await held.query(cycleView)).toMatchObject({
      steps: [{ state: 'held', note: hold.reason }],
    });
    await until(() =>
      Promise.resolve(
        rig.events.some((event) => event.event === 'export-held' && event.reason === hold.reason),
      ),
    );
    await until(async () => (await exportsOf('MIM Service')) > 0);
    expect(await accounts()).toBe(0);

    await decide(hold, 'approve-export');
    const view = await cycle.result();
    expect(view.outcome).toBe('completed');
    expect(await accounts()).toBe(5);
    const { holds, raised, controls } = await statusOf(rig);
    expect([holds, raised]).toEqual([[], []]);
    expect(controls).toMatchObject([
      { by: 'jane', why: 'a test', what: expect.stringContaining('approved') },
    ]);
  });

  it('is counted anew when more becomes pending: what is shown, and approved, is what is pending then', async () => {
    const { cycle } = await withHold();
    await hire(rig, 4, 5);
    const second = await startImport();
    const again = await oneHold(({ figures }) => figures[0]?.adds === 9);
    expect(await accounts()).toBe(0);
    await decide(again, 'approve-export');
    const views = await Promise.all([cycle.result(), second.result()]);
    expect(views.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(await accounts()).toBe(9);
  });

  it('is not held any more once so much of it has been approved for good', async () => {
    const { cycle, hold } = await withHold();
    await decide(hold, 'approve-export', true);
    await cycle.result();
    await hire(rig, 4, 5);
    await (await startImport()).result();
    expect(await accounts()).toBe(9);
    expect((await statusOf(rig)).raised).toMatchObject([
      { managementAgent: 'Fabrikam AD', adds: 5, by: 'jane' },
    ]);
    await hire(rig, 6, 9);
    const third = await startImport();
    await decide(await oneHold(), 'approve-export');
    await third.result();
  });

  it('does not run if it is rejected: its cycle says by whom and why, and what is pending stays pending', async () => {
    const { hold } = await withHold();
    await decide(hold, 'reject-export');
    const child = await rig.workers.client.workflow.getHandle<CycleWorkflow>(hold.cycle).result();
    expect(child.outcome).toBe('refused');
    expect(child.reason).toContain('Rejected by jane: a test. It had been held: 5 adds pending');
    expect(await accounts()).toBe(0);
    const next = await rig.start('Fabrikam AD', { kind: 'run-profile-kind', runProfileKind: 'export' });
    const again = await oneHold();
    expect(again.figures).toMatchObject([{ adds: 5 }]);
    await decide(again, 'approve-export');
    await next.result();
    expect(await accounts()).toBe(5);
  });

  it('stays held when its run lock is lost', async () => {
    const { cycle, hold } = await withHold();
    await lockOf(rig).terminate('by the test');
    const { servers } = parseConfiguration(`servers: { ${rig.server}: { ${SETTINGS} } }`, 'the test');
    await ensureRunLock(rig.workers.client, rig.server, servers[rig.server]);
    const again = await oneHold();
    expect(again.figures).toEqual(hold.figures);
    expect(await accounts()).toBe(0);
    await decide(again, 'approve-export');
    await cycle.result();
    expect(await accounts()).toBe(5);
  });
});
