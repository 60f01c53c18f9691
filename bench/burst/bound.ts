import { FIXED_STEP_MILLISECONDS } from '../../simulator/engine/durations.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';

/** How fast the work of a burst could have been done; milliseconds of the clock. */
export interface BurstBound {
  readonly makespan: number;
  /** Of it, synchronizations: nothing may run beside one. */
  readonly alone: number;
  /** The longest of what must come one after another of the rest. */
  readonly beside: number;
  /** Of it, what comes before that management agent's first run. */
  readonly head: number;
  /** Whose row that is: the management agent's id. */
  readonly managementAgentId: string;
  /** The same in words, with what comes before its first run. */
  readonly along: string;
}

interface Work {
  readonly managementAgentId: string;
  readonly name: string;
  readonly synchronizes: boolean;
  readonly isImport: boolean;
  readonly duration: number;
}

/**
 * A lower bound of the time for the work that was done, whoever schedules it: the same objects, imported, synchronized and
 * exported in one step of each kind for each management agent and partition, so that the fixed cost of a step is paid
 * once; each synchronization alone; the imports and exports of one management agent one after another, and that of one
 * which is no source after the shortest import of a source.
 *
 * It takes no time between runs, and does not know that a synchronization must wait for what runs.
 *
 * @param sources ids of the management agents in whose directories the burst was
 */
export function boundOf(
  runs: readonly SimulatedRun[],
  sources: readonly string[],
  speed: number,
): BurstBound {
  const works = worksOf(runs, FIXED_STEP_MILLISECONDS / speed);
  const alone = sumOf(works.filter((work) => work.synchronizes));
  const others = works.filter((work) => !work.synchronizes);
  const heads = sources
    .map((id) => sumOf(others.filter((work) => work.managementAgentId === id && work.isImport)))
    .filter((head) => head > 0);
  const shortestHead = heads.length === 0 ? 0 : Math.min(...heads);
  const chains = [...new Set(others.map((work) => work.managementAgentId))].map((id) => {
    const own = others.filter((work) => work.managementAgentId === id);
    const isSource = sources.includes(id);
    const head = isSource ? 0 : shortestHead;
    return {
      managementAgentId: id,
      head,
      duration: sumOf(own) + head,
      along: `${own[0]?.name ?? ''}${isSource ? '' : ', after the shortest import of a source'}`,
    };
  });
  const { duration: beside, ...row } = chains.reduce((a, b) => (b.duration > a.duration ? b : a), {
    managementAgentId: '',
    head: 0,
    duration: 0,
    along: '',
  });
  return { makespan: alone + beside, alone, beside, ...row };
}

/** By management agent, partition and kind of step: all of it in one step. */
function worksOf(runs: readonly SimulatedRun[], fixedMs: number): readonly Work[] {
  const works = new Map<string, Work>();
  for (const { managementAgentId, managementAgentName: name, steps } of runs) {
    for (const { type, partition, start, end = start } of steps) {
      const key = [managementAgentId, partition, type].join('\n');
      const known = works.get(key);
      const lasted = Date.parse(end) - Date.parse(start);
      works.set(key, {
        managementAgentId,
        name,
        synchronizes: type.includes('sync'),
        isImport: type.includes('import'),
        duration: known ? known.duration + Math.max(0, lasted - fixedMs) : lasted,
      });
    }
  }
  return [...works.values()];
}

function sumOf(works: readonly Work[]): number {
  return works.reduce((sum, { duration }) => sum + duration, 0);
}
