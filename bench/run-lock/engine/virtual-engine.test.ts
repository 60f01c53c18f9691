import { describe, expect, it } from 'vitest';
import { sampleId } from '../../../test/sample-server.js';
import { change, HR_AD_MIM, speedsOf } from '../../../test/run-lock/small-site.js';
import { VirtualEngine } from './virtual-engine.js';

const [HR, AD, MIM] = ['HR', 'AD', 'MIM Service'].map(sampleId) as [string, string, string];

/** Lets one run after another happen, each as long as it lasts. */
function carry(engine: VirtualEngine, runs: readonly (readonly [string, 'import' | 'sync' | 'export'])[]) {
  let now = 0;
  return runs.map(([id, work]) => {
    now += engine.start(id, work, now);
    const { runNumber: _, ...result } = engine.finish(id);
    return result;
  });
}

describe('the engine in virtual time', () => {
  it('carries a hire to AD, and what AD makes of it to the MIM Service', () => {
    const hire = change('HR', ['AD', 'MIM Service']);
    const engine = new VirtualEngine(HR_AD_MIM, speedsOf(HR_AD_MIM), [hire]);
    engine.make(hire);
    const nothing = { staged: 0, exported: 0, outbound: [] };
    expect(
      carry(engine, [
        [HR, 'import'],
        [HR, 'sync'],
        [AD, 'export'],
        [AD, 'import'],
        [AD, 'sync'],
        [MIM, 'export'],
      ]),
    ).toEqual([
      { ...nothing, staged: 1 },
      { ...nothing, outbound: [AD, MIM] },
      { ...nothing, exported: 1 },
      { ...nothing, staged: 1 },
      { ...nothing, outbound: [MIM] },
      { ...nothing, exported: 2 },
    ]);
    expect(engine.atRest).toBe(false);
    carry(engine, [[MIM, 'import']]);
    expect(engine.atRest).toBe(true);
  });

  it('leaves what comes during a run to the next one', () => {
    const [early, late] = [change('HR', ['AD']), change('HR', ['AD'])];
    const engine = new VirtualEngine(HR_AD_MIM, speedsOf(HR_AD_MIM), [early, late]);
    engine.make(early);
    engine.start(HR, 'import', 0);
    engine.make(late);
    expect(engine.finish(HR).staged).toBe(1);
    expect(carry(engine, [[HR, 'import']])).toMatchObject([{ staged: 1 }]);
  });

  it.each([
    ['import', HR, 'export', HR],
    ['sync', HR, 'import', AD],
    ['export', AD, 'sync', HR],
    ['sync', HR, 'sync', AD],
  ] as const)('refuses, beside the %s of %s, the %s of %s', (work, id, other, otherId) => {
    const engine = new VirtualEngine(HR_AD_MIM, speedsOf(HR_AD_MIM), []);
    engine.start(id, work, 0);
    expect(() => engine.start(otherId, other, 0)).toThrow(`${other} of ${otherId} beside ${work} of ${id}`);
    engine.finish(id);
    expect(() => engine.start(otherId, other, 0)).not.toThrow();
  });
});
