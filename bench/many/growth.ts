import { setTimeout as delay } from 'node:timers/promises';
import { nameOf, writeWorld } from '../installation/generated-world.js';
import { install, type Installation } from '../installation/installation.js';
import type { Measurement, MeasurementContext } from '../measurement.js';
import { bounded, type Figure } from '../report/figure.js';

const SIZES = [10, 50, 200, 500];
/** Cycles start at this rate, whatever the size, so that what goes on all the time weighs the same. */
const CYCLES_A_SECOND = 6;
const WARM_UP_CYCLES = 60;
const CYCLES = 150;
/** An import lasts 150 ms. */
const SPEED = 20;

/** What a cycle costs must not grow with the number of management agents. */
export const growth: Measurement = {
  name: 'growth',
  summary: `CPU per cycle with ${SIZES.join(', ')} management agents`,
  async measure(context) {
    const costs: { readonly size: number; readonly own: number; readonly temporal: number }[] = [];
    for (const size of SIZES) {
      const cost = await costOfCycle(size, context);
      costs.push({ size, ...cost });
      context.say(`${size} management agents: ${cost.own.toFixed(1)} ms of CPU per cycle`);
    }
    const own = costs.map((cost) => cost.own);
    const figures: Figure[] = costs.map(({ size, own: cpu, temporal }) => ({
      what: `CPU per cycle, ${size} management agents`,
      found: `${cpu.toFixed(1)} ms of worker and API, ${temporal.toFixed(1)} ms of Temporal`,
      values: { own: cpu, temporal },
    }));
    const spread = (100 * (Math.max(...own) - Math.min(...own))) / Math.min(...own);
    return [
      ...figures,
      bounded(
        'CPU per cycle of worker and API: largest over smallest',
        { '': spread },
        { '': 20 },
        { unit: ' %' },
      ),
    ];
  },
};

async function costOfCycle(size: number, { share, say, onTemporal }: MeasurementContext) {
  const installation = await install({
    world: async (folder) => ['--scenario', await writeWorld(size, folder)],
    speed: SPEED,
    onLine: say,
  });
  try {
    await onTemporal(installation.temporal);
    await runCycles(installation, size, Math.ceil(WARM_UP_CYCLES * share));
    const cycles = Math.ceil(CYCLES * share);
    const before = await installation.usage();
    await runCycles(installation, size, cycles);
    const after = await installation.usage();
    const used = (process: 'worker' | 'api' | 'temporal') => after[process].cpuMs - before[process].cpuMs;
    return { own: (used('worker') + used('api')) / cycles, temporal: used('temporal') / cycles };
  } finally {
    await installation.stop();
  }
}

/** At an even pace, one management agent after the other. */
async function runCycles({ start }: Installation, size: number, cycles: number): Promise<void> {
  const begin = performance.now();
  const ends: Promise<unknown>[] = [];
  for (let number = 0; number < cycles; number += 1) {
    await delay(Math.max(0, begin + (number * 1000) / CYCLES_A_SECOND - performance.now()));
    const managementAgent = nameOf((number % (size - 2)) + 1);
    const cycle = await start(managementAgent, { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
    ends.push(cycle.result());
  }
  await Promise.all(ends);
}
