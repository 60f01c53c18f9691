import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import type { CycleStart } from '../../domain/cycle/cycle.js';
import { selectedPartitions } from '../../domain/management-agent/management-agent.js';
import { AutoSyncError } from '../../domain/errors.js';
import { loadWorldDefinition } from '../../simulator/definition/load-world-definition.js';
import type { WorldDefinition } from '../../simulator/definition/world-definition.js';
import { landscapeOf } from '../run-lock/landscape/landscape.js';
import { burstSources } from '../run-lock/landscape/load.js';
import { install, type Installation } from '../installation/installation.js';
import type { Measurement } from '../measurement.js';
import { bounded, percentilesOf, type Figure } from '../report/figure.js';
import { boundOf } from './bound.js';
import { breakdownOf, type BesideTheBound, type Breakdown } from './breakdown.js';
import { inVirtualTime } from './in-virtual-time.js';

const CHANGES = 1000;
const OBJECTS = 300;
/** A run lasts half a second to a minute: the shortest step of a real engine takes 3 s. */
const SPEED = 6;
/** The world is made and brought to rest faster. */
const PREPARING_SPEED = 5000;
const ROUNDS_TO_REST = 5;

/** The real system under a burst: how much time is lost to nobody running anything that could run. */
export const burstMeasurement: Measurement = {
  name: 'burst',
  summary: `${CHANGES} changes in 3 directories of the export at once, on the real system`,
  async measure({ exportFolder, share, say, onTemporal }) {
    const definition = await loadWorldDefinition({ exportFolder });
    const folder = await mkdtemp(join(tmpdir(), 'autosync-bench-'));
    const state = join(folder, 'world.json');
    const world = async () => ['--export', exportFolder, '--state', state];
    try {
      await prepare(await install({ world, speed: PREPARING_SPEED, onLine: say }), definition);
      say('The world is filled and at rest; now at the speed that is measured');
      const installation = await install({ world, speed: SPEED, onLine: say });
      try {
        await onTemporal(installation.temporal);
        return await measureBurst(installation, definition, Math.ceil(CHANGES * share));
      } finally {
        await installation.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function prepare(installation: Installation, definition: WorldDefinition): Promise<void> {
  const { simulator, stop } = installation;
  try {
    await simulator.fill({ objectsPerManagementAgent: OBJECTS, seed: 1 });
    await carry(installation, importsOf(definition, 'full-import'));
    await untilAtRest(installation, definition);
  } finally {
    await stop();
  }
}

async function measureBurst(installation: Installation, definition: WorldDefinition, count: number) {
  const { simulator } = installation;
  const landscape = landscapeOf(definition);
  const sources = burstSources(landscape);
  const runsBefore = (await simulator.history()).length;
  const from = Date.now();
  const changes = await simulator.makeChanges({ count, seed: 1, managementAgents: sources });
  const makingMs = Date.now() - from;
  const changed = new Set(changes.map((change) => `${change.managementAgentId} ${change.partition}`));
  await carry(
    installation,
    importsOf(definition, 'scheduled-import').filter(([id, , partition]) =>
      changed.has(`${id} ${partition}`),
    ),
  );
  const runs = (await simulator.history()).slice(runsBefore);
  const made = (await simulator.changes()).filter(({ id }) => changes.some((change) => change.id === id));
  const { atRest, differenceCount } = await simulator.audit();
  const makespan = Math.max(...runs.map(({ end = '' }) => Date.parse(end))) - from;
  const lasted = runs.map(({ start, end = '' }) => Date.parse(end) - Date.parse(start));
  const propagation = made.map(({ at, settledAt = '' }) => Date.parse(settledAt) - Date.parse(at));
  const bound = boundOf(runs, sources, SPEED);
  const virtual = inVirtualTime({ landscape, changes: made, sources, speed: SPEED, objects: OBJECTS });
  const inVirtual = breakdownOf(virtual.runs, 0, boundOf(virtual.runs, sources, SPEED), SPEED);
  return [
    bounded(
      `burst on ${definition.server}, real system: makespan over lower bound`,
      // Who leaves work undone is quick.
      { '': atRest ? makespan / bound.makespan : Number.NaN },
      { '': 1.05 },
      {
        digits: 3,
        note: `${seconds(makespan)} s for ${count} changes in ${runs.length} runs of ${seconds(Math.min(...lasted))} to ${seconds(Math.max(...lasted))} s; bound ${seconds(bound.makespan)} s: ${seconds(bound.alone)} s of synchronizations, each alone, and ${seconds(bound.beside)} s (${bound.along}). ${atRest ? 'At rest.' : `NOT at rest: ${differenceCount} differences.`}`,
      },
    ),
    {
      what: 'burst, real system: propagation',
      found: `p50 ${seconds(percentilesOf(propagation).p50)} s, p95 ${seconds(percentilesOf(propagation).p95)} s`,
      values: percentilesOf(propagation),
    },
    figureOf('burst, real system', runs.length, breakdownOf(runs, from, bound, SPEED), makingMs),
    figureOf(
      "burst, the run lock's reducer in virtual time, as many such changes at such a speed",
      virtual.runs.length,
      inVirtual,
    ),
    {
      what: 'the same burst in virtual time: makespan over that of the best schedule which a search with foresight has found',
      found: `${(inVirtual.makespan / virtual.withForesight).toFixed(3)} (${seconds(inVirtual.makespan)} s and ${seconds(virtual.withForesight)} s)`,
      values: { over: inVirtual.makespan / virtual.withForesight, withForesight: virtual.withForesight },
    },
  ];
}

/**
 * Where the makespan went beyond the bound; positive parts and negative ones add up to the whole.
 *
 * @param makingMs how long it took to make the changes: of the makespan, and nobody's who schedules
 */
function figureOf(what: string, runs: number, parts: Breakdown, makingMs = 0): Figure {
  const { makespan, synchronizing, onTheChain, waiting, nothing, again } = parts;
  const bound = synchronizing.bound + onTheChain.bound + waiting.bound;
  const values = {
    over: makespan / bound,
    makespan,
    bound,
    synchronizing: synchronizing.rest,
    longestRow: onTheChain.rest,
    waiting: waiting.rest,
    nothing: nothing.lasted,
    beforeTheFirst: nothing.beforeTheFirst,
    makingTheChanges: makingMs,
    gaps: nothing.gaps,
    gapMedian: nothing.median,
    runs,
    synchronizationsAgain: again.synchronizations.steps,
    importsAndExportsAgain: again.importsAndExports.steps,
  };
  const part = ({ lasted, bound: unavoidable }: BesideTheBound) =>
    `${seconds(lasted)} s (bound ${seconds(unavoidable)} s)`;
  return {
    what: `${what}: where the makespan went`,
    found: `${seconds(makespan)} s are ${(makespan / bound).toFixed(3)} of the bound, ${seconds(makespan - bound)} s more: ${seconds(synchronizing.rest)} s of synchronizations, ${seconds(onTheChain.rest)} s along the longest row of imports and exports, ${seconds(waiting.rest)} s waiting for others, ${seconds(nothing.lasted)} s of nothing`,
    values,
    note: `Synchronizing ${part(synchronizing)}, along the longest row ${part(onTheChain)}, others only ${part(waiting)}. Nothing ran ${seconds(nothing.beforeTheFirst)} s before the first step (${seconds(makingMs)} s of it while the changes were made), and ${nothing.gaps} times after it, median ${nothing.median.toFixed(0)} ms. Done again on the same partition, each with a fixed cost of its own: ${again.synchronizations.steps} synchronizations (${seconds(again.synchronizations.lasted)} s), ${again.importsAndExports.steps} imports and exports (${seconds(again.importsAndExports.lasted)} s, part of them beside others); ${runs} runs.`,
  };
}

type Start = readonly [id: string, name: string, partition: string, start: CycleStart];

function importsOf(
  { managementAgents }: WorldDefinition,
  runProfileKind: 'full-import' | 'scheduled-import',
): readonly Start[] {
  return managementAgents.flatMap((ma) =>
    selectedPartitions(ma).map(({ name }): Start => [
      ma.id,
      ma.name,
      name,
      { kind: 'run-profile-kind', runProfileKind, partition: name },
    ]),
  );
}

/** Starts a cycle for each, and waits for their ends, and those of all that they cause. */
async function carry({ start }: Installation, starts: readonly Start[]): Promise<void> {
  await Promise.all(
    starts.map(async ([, name, , how]) => {
      const cycle = await start(name, how);
      await cycle.result();
    }),
  );
}

async function untilAtRest(installation: Installation, definition: WorldDefinition): Promise<void> {
  for (let round = 0; round < ROUNDS_TO_REST; round += 1) {
    const { atRest } = await installation.simulator.audit();
    if (atRest) return;
    await carry(
      installation,
      definition.managementAgents.map(({ id, name }): Start => [id, name, '', { kind: 'work-left' }]),
    );
  }
  throw new AutoSyncError('engine-refused', 'The world does not come to rest before the burst.');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
