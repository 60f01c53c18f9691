import type { Change } from '../landscape/load.js';
import { durationOf, type Speeds, type Work } from '../landscape/speeds.js';

/** Changes that one run has put on their way together. */
interface Group {
  readonly count: number;
  readonly outbound: readonly Outbound[];
}

interface Outbound {
  readonly to: string;
  readonly count: number;
  /** What the target's own values lead to, once its import has confirmed them. */
  readonly made?: Group;
}

/** Where the changes of one management agent stand. */
interface Standing {
  readonly unread: readonly Group[];
  readonly staged: readonly Group[];
  readonly pending: readonly Outbound[];
  readonly unconfirmed: readonly Outbound[];
}

type Standings = ReadonlyMap<string, Standing>;

const NOTHING: Standing = { unread: [], staged: [], pending: [], unconfirmed: [] };

/** More is not tried: what has been found by then is good. */
const MOST_TRIED = 200_000;

/**
 * How fast a burst can be carried by somebody who knows beforehand how long each run will last: the best that a search
 * finds. The true optimum lies between the lower bound and this.
 *
 * A schedule is a row of phases, each ended by synchronizations. The search tries for each phase all lengths that make
 * sense, that is at which some run ends; each management agent does what it can finish within the phase, and all that
 * is staged then is synchronized. Between runs no time passes.
 *
 * @returns milliseconds
 */
export function makespanWithForesight(changes: readonly Change[], speeds: Speeds): number {
  let best = Number.POSITIVE_INFINITY;
  let tried = 0;
  const carryOn = (standings: Standings, elapsed: number): void => {
    if (elapsed >= best || ++tried > MOST_TRIED) return;
    const plans = [...standings].map(([id, standing]) => ({ id, runs: planOf(id, standing, speeds) }));
    const lengths = [...new Set(plans.flatMap(({ runs }) => runs.map(({ end }) => end)))].toSorted(
      (a, b) => a - b,
    );
    if (lengths.length === 0) {
      best = elapsed;
      return;
    }
    for (const length of lengths) {
      const phase = new Map(standings);
      for (const { id, runs } of plans) {
        for (const { work, end } of runs) {
          if (end <= length) phase.set(id, after(phase.get(id) ?? NOTHING, work));
        }
      }
      const synchronized = synchronizeAll(phase, speeds);
      // A phase that nothing is synchronized after is the last one.
      if (synchronized.took > 0 || length === lengths.at(-1)) {
        carryOn(synchronized.standings, elapsed + length + synchronized.took);
      }
    }
  };
  carryOn(beginningOf(changes), 0);
  return best;
}

function beginningOf(changes: readonly Change[]): Standings {
  const ids = changes.flatMap(({ source, deliveries }) => [
    source,
    ...deliveries.flatMap(({ to, onward }) => [to, ...onward]),
  ]);
  return new Map(
    [...new Set(ids)].map((id) => {
      const own = changes.filter(({ source }) => source === id);
      return [id, own.length === 0 ? NOTHING : { ...NOTHING, unread: [groupOf(own)] }];
    }),
  );
}

function groupOf(changes: readonly Change[]): Group {
  const deliveries = changes.flatMap((change) => change.deliveries);
  const targets = [...new Set(deliveries.map(({ to }) => to))];
  return {
    count: changes.length,
    outbound: targets.map((to) => {
      const there = deliveries.filter((delivery) => delivery.to === to);
      const made = there.filter(({ onward }) => onward.length > 0);
      const further = [...new Set(made.flatMap(({ onward }) => onward))].map((next) => ({
        to: next,
        count: made.filter(({ onward }) => onward.includes(next)).length,
      }));
      return {
        to,
        count: there.length,
        ...(made.length > 0 ? { made: { count: made.length, outbound: further } } : {}),
      };
    }),
  };
}

/** What a management agent can do before the next synchronization, with the end of each run from the beginning of the phase. */
function planOf(
  id: string,
  { unread, pending, unconfirmed }: Standing,
  speeds: Speeds,
): readonly { readonly work: Work; readonly end: number }[] {
  const toImport = countOf(unread) + countOf(unconfirmed);
  if (pending.length === 0) {
    return toImport === 0 ? [] : [{ work: 'import', end: durationOf(speeds, id, 'import', toImport) }];
  }
  const exported = durationOf(speeds, id, 'export', countOf(pending));
  const confirmed = exported + durationOf(speeds, id, 'import', toImport + countOf(pending));
  return [
    { work: 'export', end: exported },
    { work: 'import', end: confirmed },
  ];
}

function after(standing: Standing, work: Work): Standing {
  const { unread, staged, pending, unconfirmed } = standing;
  return work === 'export'
    ? { ...standing, pending: [], unconfirmed: [...unconfirmed, ...pending] }
    : {
        ...standing,
        unread: [],
        unconfirmed: [],
        staged: [...staged, ...unread, ...unconfirmed.flatMap(({ made }) => made ?? [])],
      };
}

/** All synchronizations that something is staged for, one after another. */
function synchronizeAll(
  standings: Standings,
  speeds: Speeds,
): { readonly standings: Standings; readonly took: number } {
  const next = new Map(standings);
  let took = 0;
  for (const [id, { staged }] of standings) {
    if (staged.length === 0) continue;
    took += durationOf(speeds, id, 'sync', countOf(staged));
    next.set(id, { ...(next.get(id) ?? NOTHING), staged: [] });
    for (const outbound of staged.flatMap((group) => group.outbound)) {
      const target = next.get(outbound.to) ?? NOTHING;
      next.set(outbound.to, { ...target, pending: [...target.pending, outbound] });
    }
  }
  return { standings: next, took };
}

function countOf(all: readonly { readonly count: number }[]): number {
  return all.reduce((sum, { count }) => sum + count, 0);
}
