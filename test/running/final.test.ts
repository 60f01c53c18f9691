import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { afterEach, expect, it } from 'vitest';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { idOf, statusWith } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

const FULL_IMPORT = { kind: 'run-profile', runProfile: 'Full Import' } as const;

it.each(['completing-referential-updates', 'completing-obsoletion'] as const)(
  'a run is judged when %s is through, though the engine calls the management agent idle before',
  async (result) => {
    rig = await startRig(await loadFabrikam());
    await rig.simulator.armFault({
      kind: 'slow-completion',
      result,
      seconds: 1_000,
      saysIdle: true,
      times: 1,
    });
    const first = await (await rig.start('HR', FULL_IMPORT)).result();
    const second = await (await rig.start('HR', FULL_IMPORT)).result();
    expect([first, second]).toMatchObject([{ outcome: 'completed' }, { outcome: 'completed' }]);
    const [slow, next] = await rig.simulator.history();
    expect(slow?.end).toBeDefined();
    expect(first.steps[0]?.run).toMatchObject({ result: slow?.result, end: slow?.steps[0]?.end });
    expect(slow?.end && next?.start && slow.end <= next.start).toBe(true);
    expect(await rig.simulator.violations()).toEqual([]);
  },
);

it('a run that the engine has abandoned fails as such, and frees the management agent', async () => {
  rig = await startRig(await loadFabrikam(), { settings: 'abandonedAfter: 1s' });
  await rig.simulator.armFault({ kind: 'engine-crash', recorded: 'in-progress', times: 1 });
  const crashed = await rig.start('HR', FULL_IMPORT);
  const error: unknown = await crashed.result().catch((thrown: unknown) => thrown);
  const failure = error instanceof WorkflowFailedError ? error.cause : undefined;
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'run-abandoned-by-engine' });
  const view = (failure as ApplicationFailure).details?.[0] as CycleView;
  expect(view.steps[0]?.run).toMatchObject({ runNumber: 1, result: 'run-abandoned-by-engine' });
  await statusWith(rig, ({ running }) => running.length === 0);
  expect(await (await rig.start('HR', FULL_IMPORT)).result()).toMatchObject({ outcome: 'completed' });
});

it('what follows from a run that somebody else started and the engine has abandoned is carried on', async () => {
  rig = await startRig(await loadFabrikam(), { settings: 'abandonedAfter: 1s' });
  await rig.simulator.armFault({ kind: 'engine-crash', recorded: 'in-progress', times: 1 });
  await rig.engine.start(await idOf(rig, 'HR'), FULL_IMPORT.runProfile);
  const cycle = await rig.start('HR', { kind: 'follow-ups-of-run', runNumber: 1 });
  expect(await cycle.result()).toMatchObject({ outcome: 'completed' });
});
