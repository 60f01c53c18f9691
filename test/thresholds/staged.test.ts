import { afterEach, describe, expect, it } from 'vitest';
import { control, statusWith } from '../lock/lock-status.js';
import { endOf } from '../results/cycle-end.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';
import { hire, importHr } from './hires.js';

let rig: Rig;
afterEach(() => rig.stop());

const PEOPLE = 10;
const TOO_MUCH = '9 deletes staged in partition default, 90 % of 10 objects; the threshold is 20 %';

/** Fabrikam with ten people in all directories, of which the next full import of HR sees one. */
async function withPartialImport(): Promise<void> {
  rig = await startRig(await loadFabrikam(), {
    settings: 'engineLookInterval: 1s, thresholds: { imports: { deletes: 20%, floor: 5 } }',
  });
  await hire(rig, PEOPLE);
  expect(await importHr(rig)).toMatchObject({ outcome: 'completed' });
  await rig.simulator.armFault({ kind: 'partial-import', managementAgent: 'HR', objects: 1 });
}

const stopped = () =>
  statusWith(rig, ({ managementAgents }) =>
    managementAgents.some(({ name, error }) => name === 'HR' && error === 'threshold-exceeded'),
  );

const syncsOfHr = async () =>
  (await rig.simulator.history()).filter(
    ({ managementAgentName, runProfile }) => managementAgentName === 'HR' && runProfile === 'Delta Sync',
  ).length;

describe('a full import that sees a tenth of its directory', () => {
  it('stops its management agent: nothing is synchronized, and the cycle fails with the figures', async () => {
    await withPartialImport();
    const before = await syncsOfHr();
    const cycle = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
    const view = await endOf(cycle);
    expect(view).toMatchObject({
      outcome: 'threshold-exceeded',
      reason: expect.stringContaining(TOO_MUCH),
    });
    expect(view.steps).toMatchObject([{ state: 'finished', run: { result: 'success' }, followUps: [] }]);

    const { managementAgents } = await stopped();
    expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({
      control: 'stopped',
      stopped: { by: 'threshold', why: TOO_MUCH },
    });
    expect(await importHr(rig)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining(TOO_MUCH),
    });
    expect(await syncsOfHr()).toBe(before);
    expect(await rig.simulator.directory('Fabrikam AD', 'user')).toHaveLength(PEOPLE);
  });

  it('is synchronized when an operator starts its management agent again', async () => {
    await withPartialImport();
    const cycle = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
    await endOf(cycle);
    const before = await syncsOfHr();
    await control(rig, {
      action: 'start',
      managementAgent: 'HR',
      id: 'start',
      by: 'jane',
      why: 'they did leave',
    });
    await until(async () => (await syncsOfHr()) > before);
    const { managementAgents } = await statusWith(rig, ({ running }) => running.length === 0);
    expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({ control: 'started' });
  });

  it('is judged before it is synchronized if somebody else has run it', async () => {
    await withPartialImport();
    const before = await syncsOfHr();
    const hr = (await rig.engine.listManagementAgents()).find(({ name }) => name === 'HR');
    await rig.engine.start(hr?.id ?? '', 'Full Import');
    const { controls } = await stopped();
    expect(controls.at(-1)).toMatchObject({ by: 'threshold', why: TOO_MUCH });
    expect(await syncsOfHr()).toBe(before);
    await until(() =>
      Promise.resolve(
        rig.events.some(
          (event) => event.event === 'cycle-finished' && event.outcome === 'threshold-exceeded',
        ),
      ),
    );
  });
});
