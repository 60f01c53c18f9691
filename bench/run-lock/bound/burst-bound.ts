import type { Change } from '../landscape/load.js';
import { durationOf, type Speeds } from '../landscape/speeds.js';

/** No schedule can be faster than this, in milliseconds, and why. */
export interface BurstBound {
  readonly makespan: number;
  /** Synchronizations: each management agent that stages something synchronizes at least once, alone. */
  readonly alone: number;
  /** What takes longest of the rest. */
  readonly beside: number;
  /** Management agents along {@link beside}, each with what it does: `HR import`, `AD export`, … */
  readonly chain: readonly string[];
}

interface Chain {
  readonly duration: number;
  readonly along: readonly string[];
}

/**
 * A lower bound of the time from a burst to its last confirmation, for changes that are all made at the same moment.
 *
 * While a synchronization runs nothing else does. So the makespan is at least the time of all synchronizations plus the
 * time in which imports and exports run, and that is at least the longest of these:
 *
 * - a chain of runs of which each needs the one before: the import of a source, the export to a target, its confirming
 *   import, and where the target's own values flow on, the next export and confirming import. What one import reads
 *   stays together all the way, so each of them has all changes of that source to do;
 * - all the runs of one management agent, one after another, at best one export and one import, after the shortest chain
 *   through which anything can reach it, and before the shortest that must follow.
 *
 * It knows nothing of the time between runs, nor that a synchronization must wait for what runs; it allows the changes
 * of all sources to share each synchronization. The true optimum may lie above it.
 */
export function burstBound(changes: readonly Change[], speeds: Speeds): BurstBound {
  const alone = timeOfSyncs(changes, speeds);
  const chains = [...chainsOf(changes, speeds), ...loadsOf(changes, speeds)];
  const { duration, along } = longest(chains);
  return { makespan: alone + duration, alone, beside: duration, chain: along };
}

/** What each management agent must synchronize, all of it in one run. */
function timeOfSyncs(changes: readonly Change[], speeds: Speeds): number {
  const staged = countBy(
    changes.flatMap(({ source, deliveries }) => [
      source,
      ...deliveries.filter(({ onward }) => onward.length > 0).map(({ to }) => to),
    ]),
  );
  return [...staged].reduce((sum, [id, count]) => sum + durationOf(speeds, id, 'sync', count), 0);
}

/** Export and confirming import. */
function delivery(speeds: Speeds, to: string, count: number): Chain {
  return {
    duration: durationOf(speeds, to, 'export', count) + durationOf(speeds, to, 'import', count),
    along: [`${to} export`, `${to} import`],
  };
}

function firstImport(changes: readonly Change[], source: string, speeds: Speeds): Chain {
  const count = changes.filter((change) => change.source === source).length;
  return { duration: durationOf(speeds, source, 'import', count), along: [`${source} import`] };
}

function after(first: Chain, second: Chain): Chain {
  return { duration: first.duration + second.duration, along: [...first.along, ...second.along] };
}

/** By source: by target, how many of its changes go there, and by further target, how many go on. */
function pathsOf(changes: readonly Change[]) {
  return [...grouped(changes, ({ source }) => source)].map(([source, own]) => {
    const deliveries = own.flatMap((change) => change.deliveries);
    const targets = [...grouped(deliveries, ({ to }) => to)].map(([to, those]) => ({
      to,
      count: those.length,
      further: [...countBy(those.flatMap(({ onward }) => onward))],
    }));
    return { source, targets };
  });
}

function chainsOf(changes: readonly Change[], speeds: Speeds): readonly Chain[] {
  return pathsOf(changes).flatMap(({ source, targets }) => {
    const start = firstImport(changes, source, speeds);
    return targets.flatMap(({ to, count, further }) => {
      const there = after(start, delivery(speeds, to, count));
      return [there, ...further.map(([next, amount]) => after(there, delivery(speeds, next, amount)))];
    });
  });
}

function loadsOf(changes: readonly Change[], speeds: Speeds): readonly Chain[] {
  const ways = pathsOf(changes).flatMap(({ source, targets }) => {
    const start = firstImport(changes, source, speeds);
    return targets.flatMap(({ to, count, further }) => [
      { to, count, head: start, tails: further.map(([next, amount]) => delivery(speeds, next, amount)) },
      ...further.map(([next, amount]) => ({
        to: next,
        count: amount,
        head: after(start, delivery(speeds, to, count)),
        tails: [],
      })),
    ]);
  });
  return [...grouped(ways, ({ to }) => to)].map(([to, those]) => {
    const all = those.reduce((sum, { count }) => sum + count, 0);
    const head = those.map((way) => way.head).reduce((a, b) => (b.duration < a.duration ? b : a));
    // One of these comes last.
    const tail = those.map((way) => longest(way.tails)).reduce((a, b) => (b.duration < a.duration ? b : a));
    return after(after(head, delivery(speeds, to, all)), tail);
  });
}

function longest(chains: readonly Chain[]): Chain {
  return chains.reduce((a, b) => (b.duration > a.duration ? b : a), { duration: 0, along: [] });
}

function grouped<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...grouped(names, (name) => name)].map(([name, those]) => [name, those.length]));
}
