import { afterEach, expect, it } from 'vitest';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { parseConfiguration } from '../../config/load.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';
import { statusWith } from './lock-status.js';

const IMPORT = { kind: 'run-profile-kind', runProfileKind: 'scheduled-import' } as const;

let rig: Rig;
afterEach(() => rig.stop());

/** A window that began with this minute. */
function windowFrom(now: Date, duration: string, more = ''): string {
  const cron = `${now.getUTCMinutes()} ${now.getUTCHours()} * * *`;
  return `{ cron: "${cron}", duration: ${duration}, timeZone: UTC ${more} }`;
}

it('in a no-start window what it is for waits, and runs when the window is taken away', async () => {
  const now = new Date();
  const windows = [
    windowFrom(now, '6h', ', managementAgents: [hr]'),
    windowFrom(now, '6h', ', triggers: [schedule]'),
  ];
  rig = await startRig(await loadFabrikam(), { settings: `noStartWindows: [${windows.join(', ')}]` });
  const hr = await rig.start('HR', IMPORT);
  const scheduled = await rig.start('Phone System', IMPORT, {
    cause: { trigger: 'schedule', description: 'a test' },
  });
  const until = new Date(now.setUTCSeconds(0, 0) + 6 * 3_600_000).toISOString();
  await statusWith(
    rig,
    ({ waiting }) =>
      waiting.length === 2 &&
      waiting.every(({ waitsFor }) => waitsFor.includes(`the end of a no-start window, ${until}`)),
  );

  const asked = await rig.start('Fabrikam AD', IMPORT);
  expect(await asked.result()).toMatchObject({ outcome: 'completed' });
  const others = (await rig.simulator.history()).map((run) => run.managementAgentName);
  expect(new Set(others)).toEqual(new Set(['Fabrikam AD']));

  const { servers } = parseConfiguration(`servers: { ${rig.server}: { importInterval: never } }`, 'a test');
  await ensureRunLock(rig.workers.client, rig.server, servers[rig.server]);
  expect(await hr.result()).toMatchObject({ outcome: 'completed' });
  expect(await scheduled.result()).toMatchObject({ outcome: 'completed' });
});

it('what waits in a no-start window runs when it ends', async () => {
  const now = new Date();
  const seconds = now.getUTCSeconds() + 5;
  rig = await startRig(await loadFabrikam(), {
    settings: `noStartWindows: [${windowFrom(now, `${seconds}s`)}]`,
  });
  const hr = await rig.start('HR', IMPORT);
  expect(await hr.result()).toMatchObject({ outcome: 'completed' });
  expect(Date.now()).toBeGreaterThanOrEqual(now.setUTCSeconds(seconds, 0));
});
