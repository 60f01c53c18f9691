import { afterAll, beforeAll, expect, it } from 'vitest';
import { runLockId } from '../../domain/naming.js';
import { environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer, type DevServer } from '../../temporal/dev-server/start-dev-server.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let temporal: DevServer;
let rig: Rig;

beforeAll(async () => {
  temporal = await startDevServer({ dynamicConfiguration: ['limit.historyCount.suggestContinueAsNew=100'] });
  rig = await startRig(await loadFabrikam(), {
    temporal: temporalSettings(environmentFor(temporal.address)),
  });
});
afterAll(async () => {
  await rig.stop();
  await temporal.stop();
});

it('a run lock that continues as new under load loses no request and no grant', async () => {
  const { workflow } = rig.workers.client;
  const first = await workflow.getHandle(runLockId(rig.server)).describe();
  const managementAgents = ['HR', 'MIM Service', 'Phone System', 'Extranet Directory'];
  const cycles = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      rig.start(managementAgents[index % managementAgents.length] ?? '', {
        kind: 'run-profile',
        runProfile: index % 3 === 0 ? 'Delta Sync' : 'Delta Import',
      }),
    ),
  );
  const views = await Promise.all(cycles.map((cycle) => cycle.result()));

  const last = await workflow.getHandle(runLockId(rig.server)).describe();
  expect(last.runId).not.toBe(first.runId);
  expect(views.filter((view) => !['completed', 'coalesced'].includes(view.outcome))).toEqual([]);
  const history = await rig.simulator.history();
  expect(views.filter((view) => view.outcome === 'completed')).toHaveLength(history.length);
  expect(await rig.simulator.violations()).toEqual([]);
});
