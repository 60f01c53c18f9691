import { setTimeout as delay } from 'node:timers/promises';
import { nameOf, writeWorld } from '../installation/generated-world.js';
import { install, type Installation } from '../installation/installation.js';
import type { Measurement, MeasurementContext } from '../measurement.js';
import { bounded, percentilesOf, type Figure } from '../report/figure.js';
import { costOf, spreadOf, type Round } from './cost-of-cycle.js';

const SIZES = [10, 50, 200, 500];
/** Cycles start at this rate, whatever the size, so that what goes on all the time weighs the same. */
const CYCLES_A_SECOND = 6;
const WARM_UP_CYCLES = 60;
/** Each asks about all sizes in turn: the machine's speed changes while they are measured. */
const ROUNDS = 5;
const CYCLES_A_ROUND = 40;
const IDLE_MS = 5000;
/** What a cycle leaves behind when it has ended is its own cost. */
const SETTLING_MS = 500;
/** An import lasts 150 ms. */
const SPEED = 20;

/** Cycles of one installation, and what became of them. */
interface Carried {
  readonly cycles: number;
  /** Whose import another cycle carried: they cost less, and are no measure. */
  readonly coalesced: number;
  /** From what a cycle asked the run lock to the answer; milliseconds. */
  readonly waits: readonly number[];
}

interface Measured {
  readonly size: number;
  readonly installation: Installation;
  readonly rounds: { readonly own: Round; readonly temporal: number; readonly carried: Carried }[];
}

/** What a cycle costs must not grow with the number of management agents. */
export const growth: Measurement = {
  name: 'growth',
  summary: `CPU per cycle with ${SIZES.join(', ')} management agents`,
  async measure(context) {
    const all: Measured[] = [];
    try {
      for (const size of SIZES) all.push({ size, installation: await warm(size, context), rounds: [] });
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const { size, installation, rounds } of all) {
          const measured = await measureRound(installation, size, context.share);
          rounds.push(measured);
          const { cpuMs, cycles } = measured.own.busy;
          context.say(
            `Round ${round}, ${size} management agents: ${(cpuMs / cycles).toFixed(1)} ms of CPU per cycle`,
          );
        }
      }
      return figuresOf(all);
    } finally {
      for (const { installation } of all) await installation.stop();
    }
  },
};

function figuresOf(all: readonly Measured[]): readonly Figure[] {
  const costs = all.map(({ size, rounds }) => {
    const carried = rounds.map((round) => round.carried);
    return {
      size,
      ...costOf(rounds.map(({ own }) => own)),
      temporal: percentilesOf(rounds.map((round) => round.temporal)).p50,
      coalesced: carried.reduce((sum, { coalesced }) => sum + coalesced, 0),
      waited: percentilesOf(carried.flatMap(({ waits }) => waits)),
    };
  });
  const allRan = costs.every(({ coalesced }) => coalesced === 0);
  const roundsDiffer = Math.max(...costs.map((cost) => cost.roundsDiffer));
  const spreadAlone = spreadOf(costs.map(({ perCycleAlone }) => perCycleAlone));
  return [
    ...costs.map(
      ({ size, perCycle, perCycleAlone, idlePercent, temporal, waited, coalesced, ...cost }): Figure => ({
        what: `CPU per cycle, ${size} management agents`,
        found: `${perCycle.toFixed(1)} ms of worker and API, ${temporal.toFixed(1)} ms of Temporal; at rest ${idlePercent.toFixed(1)} % of a core, without that ${perCycleAlone.toFixed(1)} ms per cycle`,
        values: {
          own: perCycle,
          alone: perCycleAlone,
          idle: idlePercent,
          temporal,
          coalesced,
          waited: waited.p95,
          roundsDiffer: cost.roundsDiffer,
        },
        note: `The rounds differ by ${cost.roundsDiffer.toFixed(0)} %. A cycle waited for the run lock's answer ${waited.p50} ms (p95 ${waited.p95} ms); ${coalesced} of them left their import to another one.`,
      }),
    ),
    bounded(
      'CPU per cycle of worker and API: largest over smallest',
      // A cycle that leaves its import to another one costs less.
      { '': allRan ? spreadOf(costs.map(({ perCycle }) => perCycle)) : Number.NaN },
      { '': 20 },
      {
        unit: ' %',
        note: `${spreadAlone.toFixed(0)} % without what goes on all the time; one and the same number of management agents differs by up to ${roundsDiffer.toFixed(0)} % from one round to another.`,
      },
    ),
  ];
}

async function warm(size: number, { share, say, onTemporal }: MeasurementContext): Promise<Installation> {
  const installation = await install({
    world: async (folder) => ['--scenario', await writeWorld(size, folder)],
    speed: SPEED,
    onLine: say,
  });
  try {
    await onTemporal(installation.temporal);
    await runCycles(installation, size, Math.ceil(WARM_UP_CYCLES * share));
    return installation;
  } catch (error) {
    await installation.stop();
    throw error;
  }
}

async function measureRound(installation: Installation, size: number, share: number) {
  const idle = await watched(installation, () => delay(IDLE_MS * share));
  const busy = await watched(installation, async () => {
    const carried = await runCycles(installation, size, Math.ceil(CYCLES_A_ROUND * share));
    await delay(SETTLING_MS);
    return carried;
  });
  const { cycles } = busy.result;
  return {
    own: { idle, busy: { cpuMs: busy.cpuMs, lastedMs: busy.lastedMs, cycles } },
    temporal: busy.temporal / cycles,
    carried: busy.result,
  };
}

/** What the processes used meanwhile. */
async function watched<T>(installation: Installation, work: () => Promise<T>) {
  const begin = performance.now();
  const before = await installation.usage();
  const result = await work();
  const after = await installation.usage();
  const used = (process: 'worker' | 'api' | 'temporal') => after[process].cpuMs - before[process].cpuMs;
  return {
    result,
    cpuMs: used('worker') + used('api'),
    temporal: used('temporal'),
    lastedMs: performance.now() - begin,
  };
}

/**
 * At an even pace, one management agent after the other; slower where a management agent's turn comes before its last cycle
 * has ended: two cycles that wait for the same import share it.
 */
async function runCycles({ start }: Installation, size: number, cycles: number): Promise<Carried> {
  const turns = size - 2;
  const begin = performance.now();
  const ends: ReturnType<Awaited<ReturnType<typeof start>>['result']>[] = [];
  for (let number = 0; number < cycles; number += 1) {
    await delay(Math.max(0, begin + (number * 1000) / CYCLES_A_SECOND - performance.now()));
    const managementAgent = nameOf((number % turns) + 1);
    await ends[number - turns];
    const cycle = await start(managementAgent, { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
    ends.push(cycle.result());
  }
  const steps = (await Promise.all(ends)).flatMap((view) => view.steps);
  return {
    cycles,
    coalesced: steps.filter(({ state }) => state === 'coalesced').length,
    waits: steps.map(({ askedAt, answeredAt = '' }) => Date.parse(answeredAt) - Date.parse(askedAt)),
  };
}
