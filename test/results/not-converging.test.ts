import { afterEach, describe, expect, it } from 'vitest';
import { startRig, type Rig } from '../rig/rig.js';
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

describe('two directories that flip a value', () => {
  it('are stopped at the guard, with the ring and objects', async () => {
    await flipping();
    const cycle = await rig.start('AD', { kind: 'run-profile', runProfile: 'Delta Import' }, { maxDepth: 4 });
    await cycle.result();
    expect(reasons()).toEqual([
      expect.stringMatching(
        /^After 4 cycles that caused one another, .*AD.* keep changing each other \(AD → Phones → AD → Phones\), for example in .+\. Look/,
      ),
    ]);
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
