import { FIXED_STEP_MILLISECONDS } from '../../simulator/engine/durations.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { percentile } from '../run-lock/statistics.js';
import type { BurstBound } from './bound.js';

/**
 * Where the time of a burst went, by the engine's own record; milliseconds of the clock. What {@link synchronizing},
 * {@link waiting}, {@link onTheChain} and {@link nothing} tell adds up to the makespan.
 */
export interface Breakdown {
  readonly makespan: number;
  /** Some step synchronized. */
  readonly synchronizing: BesideTheBound;
  /** The management agent of the bound's longest row imported or exported, and nothing synchronized. */
  readonly onTheChain: BesideTheBound;
  /** Others imported or exported, and that one did not: it waited for them, or for what they would lead to. */
  readonly waiting: BesideTheBound;
  /** No step ran: somebody decided, or told somebody else. */
  readonly nothing: {
    readonly lasted: number;
    /** Of it, until the first step. */
    readonly beforeTheFirst: number;
    /** How often, the first not counted. */
    readonly gaps: number;
    /** Of those; not a number if there are none. */
    readonly median: number;
  };
  /**
   * Steps of a kind that a management agent's partition had seen already, and what they cost together whatever they found.
   * Those of imports and exports cost makespan only where {@link onTheChain} or {@link waiting} shows it.
   */
  readonly again: { readonly synchronizations: Again; readonly importsAndExports: Again };
}

/** How long something took, how much of it the bound counts, and the rest. */
export interface BesideTheBound {
  readonly lasted: number;
  readonly bound: number;
  /** Below 0 where something ran beside what the bound takes to be alone. */
  readonly rest: number;
}

/** Steps of a kind that had been done on that partition before. */
export interface Again {
  readonly steps: number;
  readonly lasted: number;
}

interface Step {
  readonly managementAgentId: string;
  readonly kind: string;
  readonly synchronizes: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * Divides the makespan of a burst by what ran at each moment.
 *
 * @param from when the burst was made, milliseconds since the epoch; no step starts before it
 * @param bound of the same runs
 * @param speed how much faster the engine is than a real one
 */
export function breakdownOf(
  runs: readonly SimulatedRun[],
  from: number,
  bound: BurstBound,
  speed: number,
): Breakdown {
  const steps = stepsOf(runs);
  const makespan = Math.max(from, ...steps.map(({ end }) => end)) - from;
  const [first, ...gaps] = gapsBetween(steps, from);
  const synchronizing = covered(steps.filter((step) => step.synchronizes));
  const chain = covered(
    steps.filter((step) => step.synchronizes || step.managementAgentId === bound.managementAgentId),
  );
  const all = covered(steps);
  return {
    makespan,
    synchronizing: beside(synchronizing, bound.alone),
    onTheChain: beside(chain - synchronizing, bound.beside - bound.head),
    waiting: beside(all - chain, bound.head),
    nothing: {
      lasted: makespan - all,
      beforeTheFirst: first ?? 0,
      gaps: gaps.length,
      median: percentile(gaps, 0.5),
    },
    again: {
      synchronizations: againOf(
        steps.filter((step) => step.synchronizes),
        speed,
      ),
      importsAndExports: againOf(
        steps.filter((step) => !step.synchronizes),
        speed,
      ),
    },
  };
}

function stepsOf(runs: readonly SimulatedRun[]): readonly Step[] {
  return runs
    .flatMap(({ managementAgentId, steps }) =>
      steps.map(({ type, partition, start, end = start }) => ({
        managementAgentId,
        kind: [managementAgentId, partition, type].join('\n'),
        synchronizes: type.includes('sync'),
        start: Date.parse(start),
        end: Date.parse(end),
      })),
    )
    .toSorted((a, b) => a.start - b.start);
}

/** How long at least one of them ran. */
function covered(steps: readonly Step[]): number {
  let until = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { start, end } of steps) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}

/** How long nothing ran, each time; the first is that before the first step, even where it is nothing. */
function gapsBetween(steps: readonly Step[], from: number): readonly number[] {
  let until = from;
  const gaps: number[] = [];
  for (const [index, { start, end }] of steps.entries()) {
    if (index === 0 || start > until) gaps.push(start - until);
    until = Math.max(until, end);
  }
  return gaps;
}

function beside(lasted: number, bound: number): BesideTheBound {
  return { lasted, bound, rest: lasted - bound };
}

function againOf(steps: readonly Step[], speed: number): Again {
  const fixed = FIXED_STEP_MILLISECONDS / speed;
  const seen = new Set<string>();
  const again = steps.filter(({ kind }) => {
    const known = seen.has(kind);
    seen.add(kind);
    return known;
  });
  return {
    steps: again.length,
    // One that was stopped may have been shorter.
    lasted: again.reduce((sum, { start, end }) => sum + Math.min(fixed, end - start), 0),
  };
}
