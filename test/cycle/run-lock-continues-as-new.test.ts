import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer, type DevServer } from '../../temporal/dev-server/start-dev-server.js';
import type { CycleWorkflow } from '../../workflows/contract.js';
import { control, lockOf, statusOf, statusWith } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';
import { hire, importHr } from '../thresholds/hires.js';

let temporal: DevServer;
let rig: Rig;

beforeAll(async () => {
  temporal = await startDevServer({ dynamicConfiguration: ['limit.historyCount.suggestContinueAsNew=100'] });
  rig = await startRig(await loadFabrikam(), {
    temporal: temporalSettings(environmentFor(temporal.address)),
    settings: "managementAgents: { 'Fabrikam AD': { thresholds: { exports: { adds: 3 } } } }",
  });
});
afterAll(async () => {
  await rig.stop();
  await temporal.stop();
});

/** So many cycles at once, of management agents that nothing is held of. */
async function load(cycles: number): Promise<readonly CycleView[]> {
  const managementAgents = ['HR', 'MIM Service', 'Phone System', 'Extranet Directory'];
  const started = await Promise.all(
    Array.from({ length: cycles }, (_, index) =>
      rig.start(managementAgents[index % managementAgents.length] ?? '', {
        kind: 'run-profile',
        runProfile: index % 3 === 0 ? 'Delta Sync' : 'Delta Import',
      }),
    ),
  );
  return Promise.all(started.map((cycle) => cycle.result()));
}

/** Another one after each time that the run lock has continued as new. */
const execution = async () => (await lockOf(rig).describe()).runId;

it('a run lock that continues as new under load loses no request and no grant', async () => {
  const first = await execution();
  const views = await load(40);
  expect(await execution()).not.toBe(first);
  expect(views.filter((view) => !['completed', 'coalesced'].includes(view.outcome))).toEqual([]);
  const history = await rig.simulator.history();
  expect(views.filter((view) => view.outcome === 'completed')).toHaveLength(history.length);
  expect(await rig.simulator.violations()).toEqual([]);
});

it('a run lock that continues as new under load loses no control, and what it tells has no gap', async () => {
  const first = await execution();
  const versions: number[] = [];
  const under = { load: true };
  const loading = load(40).finally(() => (under.load = false));
  for (let turn = 0; under.load || turn % 2 === 1; turn += 1) {
    const [action, stands] =
      turn % 2 === 0 ? (['stop', 'stopped'] as const) : (['start', 'started'] as const);
    const what = { managementAgent: 'Badge File', by: 'jane', why: 'a test', action, id: `turn-${turn}` };
    await control(rig, what);
    const { version, managementAgents } = await statusOf(rig);
    versions.push(version);
    expect(managementAgents.find(({ name }) => name === 'Badge File')).toMatchObject({ control: stands });
  }
  await loading;
  expect(await execution()).not.toBe(first);
  expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
});

it('what is held stays held when the run lock continues as new, and runs when it is approved', async () => {
  // While it is stopped, everything else comes to rest: no synchronization of the load stages for it, and waits, too.
  const ad = { managementAgent: 'Fabrikam AD', by: 'jane', why: 'a test' };
  await control(rig, { ...ad, action: 'stop', id: 'stop' });
  await hire(rig, 5);
  await importHr(rig);
  await control(rig, { ...ad, action: 'start', id: 'start' });
  const { holds } = await statusWith(rig, (status) => status.holds.length > 0);
  const first = await execution();
  await load(20);
  expect(await execution()).not.toBe(first);
  expect((await statusOf(rig)).holds).toEqual(holds);
  expect(await rig.simulator.directory('Fabrikam AD', 'user')).toEqual([]);
  const requestId = holds[0]?.requestId ?? '';
  await control(rig, { action: 'approve-export', requestId, id: 'approve', by: 'jane', why: 'a test' });
  const held = rig.workers.client.workflow.getHandle<CycleWorkflow>(holds[0]?.cycle ?? '');
  expect(await held.result()).toMatchObject({ outcome: 'completed' });
  expect(await rig.simulator.directory('Fabrikam AD', 'user')).toHaveLength(5);
});
