import { afterEach, describe, expect, it } from 'vitest';
import type { SyncEngine } from '../../sync-engine/port.js';
import { cycleView } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { hire, THREE_DIRECTORIES } from './world.js';

let rig: Rig;
afterEach(() => rig.stop());

const toggles = (one: string, other: string) => ({ toggles: [one, other] as [string, string] });

/** Two directories that each make another room of the one that they are given. */
async function flipping(): Promise<void> {
  rig = await startRig(THREE_DIRECTORIES);
  await rig.simulator.addObject('HR', hire('1'));
  await (await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' })).result();
  await rig.simulator.armFault({
    kind: 'alters-on-export',
    managementAgent: 'AD',
    attributes: { room: toggles('Room 1', 'ROOM 1') },
  });
  await rig.simulator.armFault({
    kind: 'alters-on-export',
    managementAgent: 'Phones',
    attributes: { Room: toggles('R1', 'r1') },
  });
  const [user] = await rig.simulator.directory('AD', 'user');
  await rig.simulator.changeObject('AD', user?.anchor ?? '', { attributes: { room: 'Room 1' } });
}

/** Why cycles ended as not converging. */
const reasons = () =>
  rig.events.flatMap((event) =>
    event.event === 'cycle-finished' && event.outcome === 'not-converging' ? [event.reason ?? ''] : [],
  );

/** Cycles that carry on what had come too long a way. */
const begunAnew = () =>
  rig.events.flatMap((event) =>
    event.event === 'cycle-started' && event.trigger === 'parent-cycle' && event.depth === 0
      ? [event.cycle]
      : [],
  );

describe('two directories that flip a value', () => {
  it('are stopped at the guard, with the ring and objects, and go on slowly', async () => {
    await flipping();
    const cycle = await rig.start('AD', { kind: 'run-profile', runProfile: 'Delta Import' }, { maxDepth: 4 });
    await cycle.result();
    expect(reasons()).toEqual([
      expect.stringMatching(
        /^After 4 cycles that caused one another, .*AD.* keep changing each other \(AD → Phones → AD → Phones\), for example in .+\. Look/,
      ),
    ]);
    await until(() => Promise.resolve(begunAnew().length === 1));
    const slow = rig.workers.client.workflow.getHandle(begunAnew()[0] ?? '');
    expect(await slow.query(cycleView)).toMatchObject({
      depth: 0,
      outcome: 'running',
      steps: [{ wants: 'export', state: 'waiting-to-retry', note: expect.stringMatching(/^until /) }],
    });
  });

  it('are not exported to again when the same object has come back changed three times in a row', async () => {
    await flipping();
    const cycle = await rig.start(
      'AD',
      { kind: 'run-profile', runProfile: 'Delta Import' },
      { maxDepth: 50 },
    );
    await cycle.result();
    expect(reasons()).toEqual([
      expect.stringMatching(
        /^3 times in a row (AD|Phones) did not hold what had been exported to it: .+\. It is not exported again/,
      ),
    ]);
    // It is the same for each of them: four exports of one, three of the other at most.
    const exports = (await rig.simulator.history()).filter(({ runProfile }) => runProfile === 'Export');
    expect(exports.length).toBeLessThan(12);
  });
});

describe('what somebody changes all the time', () => {
  it('is carried to the end however long the way, and nobody is said to flip anything', async () => {
    // Before each confirming import somebody changes another object there: the way grows, and nothing comes back.
    const people = ['1', '2', '3', '4', '5', '6', '7', '8'];
    let changed = 0;
    const changeOneMore = async (managementAgentId: string) => {
      const ma = ['AD', 'Phones'].find((name) => idOf.get(name) === managementAgentId);
      if (ma === undefined || changed === people.length) return;
      const attribute = ma === 'AD' ? 'room' : 'Room';
      const object = (await rig.simulator.directory(ma)).find(({ attributes }) =>
        Object.values(attributes).flat().includes(`Person ${people[changed]}`),
      );
      changed += 1;
      await rig.simulator.changeObject(ma, object?.anchor ?? '', {
        attributes: { [attribute]: `R${changed}` },
      });
    };
    const wrap = (engine: SyncEngine): SyncEngine => ({
      ...engine,
      start: async (managementAgentId, runProfile) => {
        if (loading && runProfile === 'Delta Import') await changeOneMore(managementAgentId);
        return engine.start(managementAgentId, runProfile);
      },
    });
    let loading = false;
    rig = await startRig(THREE_DIRECTORIES, { wrap });
    const idOf = new Map((await rig.engine.listManagementAgents()).map(({ id, name }) => [name, id]));
    await Promise.all(people.map((id) => rig.simulator.addObject('HR', hire(id))));
    await (await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' })).result();
    loading = true;
    await (
      await rig.start('AD', { kind: 'run-profile', runProfile: 'Delta Import' }, { maxDepth: 6 })
    ).result();
    await until(async () => (await rig.simulator.audit()).atRest);
    expect(changed).toBe(people.length);
    expect(begunAnew()).not.toEqual([]);
    expect(reasons()).toEqual([]);
    expect(await rig.simulator.audit()).toMatchObject({ consistent: true });
  });
});

it('a cycle that goes on slowly lets its time pass, and exports what is pending then', async () => {
  rig = await startRig(THREE_DIRECTORIES, { settings: 'engineLookInterval: 1h' });
  await rig.simulator.addObject('HR', hire('1'));
  // Somebody else's run, which nobody follows: what it makes necessary stays pending.
  const hr = (await rig.engine.listManagementAgents()).find(({ name }) => name === 'HR');
  await rig.engine.start(hr?.id ?? '', 'Import and Sync');
  await until(async () => (await rig.simulator.health()).running === 0);
  const pauseMs = 1_500;
  const slow = await rig.start('AD', { kind: 'pending-exports' }, { pauseMs });
  expect(await slow.result()).toMatchObject({
    outcome: 'completed',
    steps: ['Export', 'Delta Import', 'Delta Sync'].map((runProfile) => ({ run: { runProfile } })),
  });
  const { startTime, closeTime } = await slow.describe();
  expect(Number(closeTime) - Number(startTime)).toBeGreaterThanOrEqual(pauseMs);
});
