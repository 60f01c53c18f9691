import { afterEach, expect, it } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { importSchedulePrefix } from '../../domain/naming.js';
import { reconcileImportSchedules } from '../../worker/reconcile-import-schedules.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(async () => {
  await reconcile('importInterval: never');
  await rig.stop();
});

/** Makes the schedules be what a server's configuration says. */
async function reconcile(settings: string) {
  const { servers } = parseConfiguration(`servers: { ${rig.server}: { ${settings} } }`, 'the test');
  const configuration = servers[rig.server];
  if (!configuration) throw new Error('The test has no server');
  const managementAgents = await rig.engine.listManagementAgents();
  return reconcileImportSchedules(rig.workers.client, rig.server, configuration, managementAgents);
}

/** Temporal lists schedules through visibility, which follows after a moment. */
async function untilListed(ids: readonly string[]): Promise<void> {
  await until(async () => {
    const listed: string[] = [];
    for await (const { scheduleId } of rig.workers.client.schedule.list()) {
      if (scheduleId.startsWith(importSchedulePrefix(rig.server))) listed.push(scheduleId);
    }
    return listed.toSorted().join() === ids.toSorted().join();
  });
}

it('schedules are made, changed and removed as configured, never two for one thing, and fire', async () => {
  rig = await startRig(await loadFabrikam());
  const first = await reconcile('importInterval: 1h');
  expect(first.created).toHaveLength(7);
  expect(first.created).toContain(`autosync/${rig.server}/import/Fabrikam AD/DC=emea,DC=fabrikam,DC=example`);
  await untilListed(first.created);

  expect(await reconcile('importInterval: 1h')).toEqual({ created: [], changed: [], removed: [] });

  const faster = await reconcile('importInterval: 1h, managementAgents: { HR: { importInterval: 1s } }');
  expect(faster).toEqual({
    created: [],
    changed: [`autosync/${rig.server}/import/HR/default`],
    removed: [],
  });
  // One that fires every hour may do so now, too.
  const startedInHr = () =>
    rig.events.find(
      (event) =>
        event.event === 'cycle-started' && event.managementAgent === 'HR' && event.cause === 'every 1 s',
    );
  await until(() => Promise.resolve(startedInHr() !== undefined));
  await until(async () =>
    (await rig.simulator.history()).some(
      (run) => run.managementAgentName === 'HR' && run.runProfile === 'Delta Import',
    ),
  );

  const gone = await reconcile('importInterval: never');
  expect(gone.removed.toSorted()).toEqual(first.created.toSorted());
  await untilListed([]);
});
