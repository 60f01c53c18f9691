import { afterEach, describe, expect, it } from 'vitest';
import { loadWorldDefinition } from '../../simulator/definition/load-world-definition.js';
import { startRig, type Rig } from '../rig/rig.js';
import { deviationsFromAutoSync } from '../rig/autosync-trace.js';
import { ADA, CONTOSO, CONTOSO_HIRE, loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

const IMPORT = { kind: 'run-profile-kind', runProfileKind: 'scheduled-import' } as const;

async function expectAllWell(): Promise<void> {
  expect(await rig.simulator.violations()).toEqual([]);
  expect(await rig.simulator.audit()).toEqual({
    atRest: true,
    consistent: true,
    differences: [],
    differenceCount: 0,
  });
}

describe('one change, one request', () => {
  it('a hire in HR becomes an account, a person and a row everywhere, as AutoSync would carry it', async () => {
    rig = await startRig(await loadFabrikam());
    await rig.simulator.addObject('HR', ADA);
    const cycle = await rig.start('HR', IMPORT);
    const view = await cycle.result();

    expect(view.outcome).toBe('completed');
    await expectAllWell();
    const [account] = await rig.simulator.directory('Fabrikam AD', 'user');
    expect(account?.attributes).toMatchObject({ displayName: 'Ada Berg' });
    expect(await rig.simulator.directory('MIM Service', 'Person')).toHaveLength(1);
    expect(await rig.simulator.directory('Phone System')).toHaveLength(1);

    const history = await rig.simulator.history();
    expect(history.slice(0, 2).map((run) => run.runProfile)).toEqual(['Delta Import', 'Delta Sync']);
    expect(await deviationsFromAutoSync(rig.engine, history, 1)).toEqual([]);
    expect(view.runs).toBe(history.length);
  });

  it('a leaver goes everywhere', async () => {
    rig = await startRig(await loadFabrikam());
    const ada = await rig.simulator.addObject('HR', ADA);
    await (await rig.start('HR', IMPORT)).result();
    const before = (await rig.simulator.history()).length;
    await rig.simulator.deleteObject('HR', ada.anchor);
    await (await rig.start('HR', IMPORT)).result();

    await expectAllWell();
    expect(await rig.simulator.directory('Fabrikam AD', 'user')).toEqual([]);
    expect(await rig.simulator.directory('MIM Service', 'Person')).toEqual([]);
    const history = (await rig.simulator.history()).slice(before);
    expect(await deviationsFromAutoSync(rig.engine, history, 1)).toEqual([]);
  });

  it('says of each run why it happened', async () => {
    rig = await startRig(await loadFabrikam());
    await rig.simulator.addObject('HR', ADA);
    const view = await (await rig.start('HR', IMPORT)).result();
    expect(view.steps.map(({ wants, reason }) => `${wants}: ${reason}`)).toEqual([
      'scheduled import: a test',
      'delta sync: step 1 staged 1 add in partition default',
    ]);
    expect(view.children.map((child) => child.reason)).toContain(
      'Delta Sync of HR, run 2: step 1 made 1 change for Fabrikam AD',
    );
  });
});

describe.skipIf(!CONTOSO)("on Contoso's export (reference)", () => {
  it('a hire in HR reaches every directory', async () => {
    rig = await startRig(await loadWorldDefinition({ exportFolder: CONTOSO ?? '' }));
    await rig.simulator.addObject('Contoso HR System', CONTOSO_HIRE);
    const view = await (await rig.start('Contoso HR System', IMPORT)).result();
    expect(view.outcome).toBe('completed');
    await expectAllWell();
    const history = await rig.simulator.history();
    expect(await deviationsFromAutoSync(rig.engine, history, 1)).toEqual([]);
  });
});
