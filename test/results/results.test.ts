import { afterEach, describe, expect, it } from 'vitest';
import type { SyncEngine } from '../../sync-engine/port.js';
import { startRig, type Rig } from '../rig/rig.js';
import { endOf, runsOf } from './cycle-end.js';
import { hire, THREE_DIRECTORIES } from './world.js';

let rig: Rig;
afterEach(() => rig.stop());

const start = async (runProfile: string) => endOf(await rig.start('HR', { kind: 'run-profile', runProfile }));

describe('discovery errors', () => {
  it('in the first step of two: what it staged is synchronized on its own, and the cycle fails', async () => {
    rig = await startRig(THREE_DIRECTORIES);
    await rig.simulator.addObject('HR', hire('1'));
    await rig.simulator.addObject('HR', hire('2'));
    await rig.simulator.armFault({ kind: 'discovery-errors', managementAgent: 'HR', times: 1 });
    const view = await start('Import and Sync');
    expect(view.outcome).toBe('completed-discovery-errors');
    expect(runsOf(view)).toEqual(['Import and Sync completed-discovery-errors', 'Delta Sync success']);
    expect(view.steps[1]?.reason).toBe(
      'step 1 staged 1 add in partition default before it ended with completed-discovery-errors',
    );
    expect(await rig.simulator.directory('AD', 'user')).toHaveLength(1);
  });
});

describe('a limit of objects', () => {
  it('is run into again and again until all is through, and synchronized then', async () => {
    rig = await startRig(THREE_DIRECTORIES);
    await start('Full Import');
    for (const id of ['1', '2', '3', '4', '5']) await rig.simulator.addObject('HR', hire(id));
    const view = await start('Two at a time');
    expect(view.outcome).toBe('completed');
    expect(runsOf(view)).toEqual([
      'Two at a time stopped-object-limit',
      'Two at a time stopped-object-limit',
      'Two at a time success',
      'Delta Sync success',
    ]);
    expect(view.steps[1]?.reason).toMatch(/^more to come: Two at a time of HR, run \d+ stopped at its limit/);
    expect(await rig.simulator.directory('Phones', 'line')).toHaveLength(5);
  });
});

/** An engine whose first run ends with a result that nobody knows. */
const melted = (engine: SyncEngine): SyncEngine => ({
  ...engine,
  waitForProgress: async (...args) => {
    const progress = await engine.waitForProgress(...args);
    if (progress.details.runNumber !== 1 || !progress.final) return progress;
    const steps = progress.details.steps.map((step) => ({ ...step, result: 'melted' }));
    return { ...progress, details: { ...progress.details, steps } };
  },
});

describe('a result that nobody knows', () => {
  it('is a failure that is not tried again; what the run counts is carried on', async () => {
    rig = await startRig(THREE_DIRECTORIES, { wrap: melted });
    await rig.simulator.addObject('HR', hire('1'));
    const view = await start('Full Import');
    expect(view.outcome).toBe('melted');
    expect(runsOf(view)).toEqual(['Full Import melted', 'Delta Sync success']);
  });
});

describe('errors of single objects', () => {
  it('leave the cycle completed, with errors; the others are carried on', async () => {
    rig = await startRig(THREE_DIRECTORIES);
    const bad = await rig.simulator.addObject('HR', hire('1'));
    await rig.simulator.addObject('HR', hire('2'));
    await rig.simulator.changeObject('HR', bad.anchor, {
      faults: { synchronization: 'extension-unexpected-attribute-value' },
    });
    const view = await start('Import and Sync');
    expect(view.outcome).toBe('completed-with-errors');
    expect(view.reason).toMatch(/^Import and Sync of HR, run 1: completed-sync-errors, 1 error$/);
    expect(view.children.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    const ends = rig.events.flatMap((event) => (event.event === 'cycle-finished' ? [event.outcome] : []));
    expect(ends).toContain('completed-with-errors');
    const { searchAttributes } = await rig.workers.client.workflow
      .getHandle(rig.events[0]?.cycle ?? '')
      .describe();
    expect(searchAttributes['AutosyncOutcome']).toEqual(['completed-with-errors']);
  });
});
