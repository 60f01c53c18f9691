import { afterEach, describe, expect, it } from 'vitest';
import type { ControllerQuestion } from '../../domain/controller/controller.js';
import { statusOf } from '../lock/lock-status.js';
import { endOf } from '../results/cycle-end.js';
import { startRig, type Rig } from '../rig/rig.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { startController, type Answer, type ControllerDouble } from './double.js';

let rig: Rig;
let controller: ControllerDouble;
afterEach(async () => {
  await rig.stop();
  await controller.close();
});

const GO_ON: Answer = { status: 204 };

/** Fabrikam with one hire to carry, and a controller that is asked about HR alone. */
async function begin(answer: (question: ControllerQuestion, times: number) => Answer) {
  controller = await startController(answer);
  rig = await startRig(await loadFabrikam(), {
    settings: `managementAgents: { HR: { controller: { url: '${controller.url}', reachedWithin: 2s } } }`,
  });
  await rig.simulator.addObject('HR', ADA);
  return rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
}

const runs = async () =>
  (await rig.simulator.history()).map(
    ({ managementAgentName, runProfile }) => `${managementAgentName} ${runProfile}`,
  );

describe('a controller', () => {
  it('is told of each run before and after it, with what it did', async () => {
    const cycle = await begin(() => GO_ON);
    expect(await cycle.result()).toMatchObject({ outcome: 'completed' });
    const asked = controller.asked.filter(({ cycle: id }) => id === cycle.workflowId);
    expect(asked).toMatchObject([
      {
        event: 'before-run',
        server: rig.server,
        managementAgent: 'HR',
        runProfile: 'Full Import',
        reason: 'a test',
      },
      {
        event: 'after-run',
        runProfile: 'Full Import',
        runNumber: 1,
        result: 'success',
        counters: { staged: { add: 1 }, outbound: [] },
      },
      { event: 'before-run', runProfile: 'Delta Sync' },
      { event: 'after-run', runNumber: 2, counters: { staged: { add: 0 } } },
    ]);
    expect(asked).toHaveLength(4);
    expect(new Set(controller.asked.map(({ managementAgent }) => managementAgent))).toEqual(new Set(['HR']));
  });

  it('vetoes a run: it does not take place, and its cycle says so', async () => {
    const cycle = await begin(({ event, runProfile }) =>
      event === 'before-run' && runProfile === 'Delta Sync'
        ? { status: 200, body: { decision: 'skip', reason: 'it is payday' } }
        : GO_ON,
    );
    const view = await cycle.result();
    expect(view).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('it is payday') });
    expect(view.steps).toMatchObject([{ state: 'finished' }, { state: 'vetoed', note: 'it is payday' }]);
    expect(await runs()).toEqual(['HR Full Import']);
    expect(await statusOf(rig)).toMatchObject({ running: [], waiting: [] });
  });

  it('stops its management agent after a run: nothing follows', async () => {
    const cycle = await begin(({ event }) =>
      event === 'after-run'
        ? { status: 200, body: { decision: 'stop-management-agent', reason: 'a flood' } }
        : GO_ON,
    );
    const view = await endOf(cycle);
    expect(view).toMatchObject({ outcome: 'unexpected-change', reason: expect.stringContaining('a flood') });
    expect(await runs()).toEqual(['HR Full Import']);
    const { managementAgents, control } = await statusOf(rig);
    expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({
      control: 'stopped',
      error: 'unexpected-change',
      stopped: { by: 'controller', why: 'a flood' },
    });
    expect(control).toBe('started');
  });

  it('stops the sync server before a run', async () => {
    const cycle = await begin(() => ({ status: 200, body: { decision: 'stop-server', reason: 'a fire' } }));
    const view = await endOf(cycle);
    expect(view).toMatchObject({ outcome: 'unexpected-change' });
    expect(await runs()).toEqual([]);
    expect(await statusOf(rig)).toMatchObject({
      control: 'stopped',
      stopped: { by: 'controller', why: 'a fire' },
      running: [],
    });
  });

  it('that does not make sense stops its management agent', async () => {
    const cycle = await begin(() => ({ status: 200, body: 'yes, why not' }));
    const view = await endOf(cycle);
    expect(view).toMatchObject({
      outcome: 'controller-faulted',
      reason: expect.stringContaining('yes, why not'),
    });
    expect(await runs()).toEqual([]);
    const { managementAgents } = await statusOf(rig);
    expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({ error: 'controller-faulted' });
  });

  it('that cannot be reached stops its management agent, once it has been tried for as long as it may be', async () => {
    const cycle = await begin(() => ({ status: 503 }));
    const view = await endOf(cycle);
    expect(view).toMatchObject({
      outcome: 'controller-faulted',
      reason: expect.stringContaining('The controller cannot be reached: it answered 503'),
    });
    // At once, after 1 second and after 3, which is later than it may be.
    expect(controller.asked).toHaveLength(3);
    expect(await runs()).toEqual([]);
    const { managementAgents, running } = await statusOf(rig);
    expect(managementAgents.find(({ name }) => name === 'HR')).toMatchObject({
      control: 'stopped',
      error: 'controller-faulted',
    });
    expect(running).toEqual([]);
  });

  it('that cannot be reached for a moment is asked again, the same question', async () => {
    const cycle = await begin(({ event, runProfile }, times) =>
      event === 'before-run' && runProfile === 'Full Import' && times < 3 ? { status: 503 } : GO_ON,
    );
    expect(await cycle.result()).toMatchObject({ outcome: 'completed' });
    const first = controller.asked[0]?.id;
    expect(controller.asked.filter(({ id }) => id === first)).toHaveLength(3);
  });
});
