import { defaultPayloadConverter } from '@temporalio/common';
import { afterEach, describe, expect, it } from 'vitest';
import { cycleView } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { endOf, runsOf } from './cycle-end.js';
import { hire, THREE_DIRECTORIES } from './world.js';

let rig: Rig;
afterEach(() => rig.stop());

/** Tried again soon: what is tested is that, not how long it takes. */
const SOON = 'retry: { interval: 1s, jitter: 0 }';

describe('a run that failed and may be tried again', () => {
  it('gives its lease back and waits visibly; others run meanwhile', async () => {
    rig = await startRig(THREE_DIRECTORIES, { settings: 'retry: { interval: 1h, jitter: 0 }' });
    await rig.simulator.armFault({ kind: 'step-stopped', result: 'stopped-deadlocked', times: 1 });
    const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await cycle.query(cycleView)).steps.at(-1)?.state === 'waiting-to-retry');
    expect((await cycle.query(cycleView)).steps).toMatchObject([
      { state: 'finished', run: { result: 'stopped-deadlocked' } },
      { reason: 'retry 1 of 5 after stopped-deadlocked', note: expect.stringMatching(/^until 20/) },
    ]);
    // The same management agent and another one, which both need what the retry will need.
    const others = await Promise.all([
      rig.start('HR', { kind: 'run-profile', runProfile: 'Full Sync' }),
      rig.start('Phones', { kind: 'run-profile', runProfile: 'Full Sync' }),
    ]);
    const views = await Promise.all(others.map((other) => other.result()));
    expect(views.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect((await cycle.query(cycleView)).steps.at(-1)?.state).toBe('waiting-to-retry');
    expect(await timerSummaries(cycle)).toEqual(['retry 1 of 5 after stopped-deadlocked']);
    await cycle.cancel();
    await expect(cycle.result()).rejects.toThrow('Workflow execution cancelled');
    expect(await rig.simulator.history()).toHaveLength(3);
  });

  it('has what its failed try staged synchronized, after the retry, once', async () => {
    rig = await startRig(THREE_DIRECTORIES, { settings: SOON });
    await rig.simulator.addObject('HR', hire('1'));
    await rig.simulator.armFault({
      kind: 'step-stopped',
      result: 'stopped-connectivity',
      stepType: 'full-import',
      after: 1,
      times: 2,
    });
    const view = await endOf(await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' }));
    expect(runsOf(view)).toEqual([
      'Full Import stopped-connectivity',
      'Full Import stopped-connectivity',
      'Full Import success',
      'Delta Sync success',
    ]);
    expect(view.steps.at(-1)?.reason).toBe(
      'step 1 staged 1 add in partition default before it ended with stopped-connectivity',
    );
    expect(await rig.simulator.directory('AD', 'user')).toHaveLength(1);
  });

  it('fails the cycle when all retries failed too; what it staged is synchronized all the same', async () => {
    rig = await startRig(THREE_DIRECTORIES, {
      settings: 'retry: { interval: 1s, retries: 3 }, managementAgents: { HR: { retry: { retries: 1 } } }',
    });
    await rig.simulator.addObject('HR', hire('1'));
    await rig.simulator.armFault({
      kind: 'step-stopped',
      result: 'stopped-database-connection-lost',
      stepType: 'full-import',
      after: 1,
    });
    const view = await endOf(await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' }));
    expect(view.outcome).toBe('stopped-database-connection-lost');
    expect(view.reason).toBe(
      'Full Import of HR, run 2 ended with stopped-database-connection-lost, after 1 retry',
    );
    expect(runsOf(view).at(-1)).toBe('Delta Sync success');
    expect(await rig.simulator.directory('AD', 'user')).toHaveLength(1);
  });

  it('is one that the engine did not start, too', async () => {
    rig = await startRig(THREE_DIRECTORIES, { settings: SOON });
    const busy = { kind: 'start-refused', result: 'no-start-ma-update-in-progress', times: 1 } as const;
    await rig.simulator.armFault(busy);
    const view = await endOf(await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' }));
    expect(view).toMatchObject({
      outcome: 'completed',
      steps: [
        {
          note: 'The engine did not start it: no-start-ma-update-in-progress',
          followUps: ['the same again in 1 s: retry 1 of 5 after no-start-ma-update-in-progress'],
        },
        { run: { runNumber: 1 } },
      ],
    });
  });
});

describe('a run that failed and must not be tried again', () => {
  it.each(['access-denied', 'no-start-credentials'])('%s', async (result) => {
    rig = await startRig(THREE_DIRECTORIES, { settings: 'retry: { interval: 1s, results: [no-start-] }' });
    await rig.simulator.armFault({ kind: 'start-refused', result });
    const view = await endOf(await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' }));
    expect(view).toMatchObject({
      outcome: result,
      reason: `HR did not start Full Import: ${result}`,
      steps: [{ state: 'finished' }],
    });
    expect(await rig.simulator.faults()).toMatchObject([{ struck: 1 }]);
  });
});

/** The summaries of a cycle's timers, as Temporal's Web UI shows them. */
async function timerSummaries(cycle: Awaited<ReturnType<Rig['start']>>): Promise<readonly unknown[]> {
  const { events } = await cycle.fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes, userMetadata }) =>
    timerStartedEventAttributes && userMetadata?.summary
      ? [defaultPayloadConverter.fromPayload(userMetadata.summary)]
      : [],
  );
}
