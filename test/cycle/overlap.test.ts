import { afterEach, expect, it } from 'vitest';
import { synchronizes, type StepType } from '../../domain/management-agent/management-agent.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

/** Slow enough that runs which may overlap do. */
const SPEED = 40;
const DIRECTORIES = ['HR', 'Phone System', 'Fabrikam AD'];

it('twenty changes at once in three directories: synchronizations run alone, imports and exports side by side', async () => {
  const definition = await loadFabrikam();
  rig = await startRig(definition, { speed: SPEED });
  await rig.simulator.fill({ objectsPerManagementAgent: 10, seed: 7 });
  await importEverything('full-import');
  expect(await rig.simulator.audit()).toMatchObject({ atRest: true, consistent: true });
  const before = (await rig.simulator.history()).length;

  const changes = await rig.simulator.makeChanges({ count: 20, seed: 11, managementAgents: DIRECTORIES });
  expect(new Set(changes.map((change) => change.managementAgentName)).size).toBe(3);
  await importEverything('delta-import');

  const history = (await rig.simulator.history()).slice(before);
  const overlapping = pairs(history).filter(([a, b]) => overlap(a, b));
  expect(overlapping.filter(([a, b]) => isSync(a) || isSync(b))).toEqual([]);
  expect(overlapping.length).toBeGreaterThan(0);
  expect(await rig.simulator.violations()).toEqual([]);
  expect(await rig.simulator.audit()).toMatchObject({ atRest: true, consistent: true, differences: [] });
  const settled = (await rig.simulator.changes()).filter((change) => change.settledAt !== undefined);
  expect(settled).toHaveLength(20);

  async function importEverything(runProfileKind: 'full-import' | 'delta-import'): Promise<void> {
    const cycles = await Promise.all(
      definition.managementAgents.flatMap((ma) =>
        ma.partitions
          .filter((partition) => partition.selected)
          .map((partition) =>
            rig.start(ma.name, {
              kind: 'run-profile-kind',
              runProfileKind: runProfileKind === 'delta-import' ? 'scheduled-import' : runProfileKind,
              partition: partition.name,
            }),
          ),
      ),
    );
    await Promise.all(cycles.map((cycle) => cycle.result()));
  }
});

function pairs(runs: readonly SimulatedRun[]): [SimulatedRun, SimulatedRun][] {
  return runs.flatMap((a, index) => runs.slice(index + 1).map((b): [SimulatedRun, SimulatedRun] => [a, b]));
}

function overlap(a: SimulatedRun, b: SimulatedRun): boolean {
  return a.start < (b.end ?? '') && b.start < (a.end ?? '');
}

function isSync(run: SimulatedRun): boolean {
  return run.steps.some((step) => synchronizes(step.type as StepType));
}
