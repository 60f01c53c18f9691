import { setTimeout as delay } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';
import { nameOf } from '../installation/generated-world.js';
import type { BareCycle, BareCycleEnd } from './bare-workflows.js';
import type { Run } from './hires.js';

/** How long their imports last; milliseconds. */
const SHORTEST_RUN_MS = 6_000;
const LONGEST_RUN_MS = 14_000;
/** After a start. */
const START_SPREAD_MS = 8_000;

/** What others did beside a measurement. */
export interface Beside {
  readonly runsASecond: number;
  readonly atOnce: number;
}

/** Others that are busy. */
export interface Busy {
  /** Lets them end what they do. @returns what they did meanwhile */
  end(): Promise<Beside>;
}

/**
 * Lets so many management agents of a generated world import all the time, each as soon as it has ended.
 *
 * Resolves when all of them have begun.
 */
export async function keepBusy(
  { simulator, start }: Installation,
  managementAgents: number,
  speed: number,
): Promise<Busy> {
  const names = Array.from({ length: managementAgents }, (_, index) => nameOf(index + 1));
  for (const [index, lastsMs] of durations(managementAgents).entries()) {
    const seconds = (lastsMs * speed) / 1000;
    await simulator.armFault({
      kind: 'slow-completion',
      managementAgent: nameOf(index + 1),
      seconds,
      seed: 1,
    });
  }
  return await onAndOn(
    names.map((name) => async () => {
      const cycle = await start(name, { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
      await cycle.result();
    }),
    async () => {
      const history = await simulator.history();
      return history
        .filter(({ managementAgentName }) => names.includes(managementAgentName))
        .map(({ start: at, end = at }) => ({ start: Date.parse(at), end: Date.parse(end) }));
    },
  );
}

/**
 * The same with so many bare cycles of one run.
 *
 * @param carry carries one to its end
 */
export async function keepBareBusy(
  carry: (cycle: BareCycle) => Promise<BareCycleEnd>,
  cycles: number,
): Promise<Busy> {
  const done: Run[] = [];
  return await onAndOn(
    durations(cycles).map((lastsMs) => async () => {
      const { runs } = await carry({ runs: [lastsMs] });
      done.push(...runs);
    }),
    () => Promise.resolve(done),
  );
}

/** From the shortest to the longest. */
function durations(many: number): readonly number[] {
  const longer = (LONGEST_RUN_MS - SHORTEST_RUN_MS) / Math.max(1, many - 1);
  return Array.from({ length: many }, (_, index) => SHORTEST_RUN_MS + longer * index);
}

/**
 * Lets each of them go on again as soon as it has ended.
 *
 * @param runs what they have run, once all have ended
 */
async function onAndOn(
  cycles: readonly (() => Promise<void>)[],
  runs: () => Promise<readonly Run[]>,
): Promise<Busy> {
  const from = Date.now();
  const ending = new AbortController();
  const all = cycles.map(async (cycle, index) => {
    await delay((START_SPREAD_MS * index) / cycles.length);
    while (!ending.signal.aborted) await cycle();
  });
  const failed = Promise.all(all);
  await Promise.race([failed, delay(START_SPREAD_MS)]);
  return {
    async end() {
      ending.abort();
      await failed;
      const ended = await runs();
      const elapsed = Date.now() - from;
      const busy = ended.reduce((sum, { start, end }) => sum + end - start, 0);
      return { runsASecond: (ended.length * 1000) / elapsed, atOnce: busy / elapsed };
    },
  };
}
