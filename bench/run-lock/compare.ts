import { burstBound, type BurstBound } from './bound/burst-bound.js';
import { makespanWithForesight } from './bound/with-foresight.js';
import { propagationBound } from './bound/propagation-bound.js';
import { seededDice } from './landscape/dice.js';
import type { Landscape } from './landscape/landscape.js';
import { burst, businessHour } from './landscape/load.js';
import { drawSpeeds } from './landscape/speeds.js';
import { autoSyncUnder } from './schedulers/autosync.js';
import { runLockUnder } from './schedulers/run-lock-with-cycles.js';
import type { Contender } from './schedulers/scheduler.js';
import { simulate, type Course } from './simulate.js';
import { mean, percentile } from './statistics.js';

/** The loads that schedulers are compared on. */
export const LOADS = { burst, 'business hour': businessHour } as const;
export type LoadName = keyof typeof LOADS;

/** Who is compared. */
export const CONTENDERS: readonly Contender[] = [
  runLockUnder('batch'),
  runLockUnder('fifo'),
  runLockUnder('yield-queued'),
  runLockUnder('yield-all'),
  autoSyncUnder(0),
  autoSyncUnder(1),
  autoSyncUnder(2),
];

/** Mean and 95th percentile, in milliseconds. */
export interface Spread {
  readonly mean: number;
  readonly p95: number;
}

/** How one scheduler fared with one load, over all seeds. */
export interface Standing {
  readonly scheduler: string;
  /** By seed. Milliseconds, and how many times the lower bound; of a burst only. */
  readonly makespan?: {
    readonly mean: number;
    readonly overBound: readonly number[];
  };
  /** Of all changes of all seeds, from the moment when each was made. */
  readonly propagation: Spread & { readonly overBound: Spread };
  /** The same from the moment when its import was asked for: what a scheduler can do something about. */
  readonly sinceNoticed: Spread;
  /** The time until its import was asked for, and then its own runs with nothing else running: what nobody can do anything about. */
  readonly unavoidable: Spread;
  /** Mean of the seeds. */
  readonly runs: number;
}

/** All schedulers with one load. */
export interface Comparison {
  readonly load: LoadName;
  readonly seeds: readonly number[];
  readonly changes: number;
  readonly bound: {
    readonly makespan?: readonly BurstBound[];
    /** Of a burst: what somebody could reach who knew the duration of each run. By seed, milliseconds. */
    readonly makespanWithForesight?: readonly number[];
    readonly propagation: Spread;
  };
  readonly standings: readonly Standing[];
}

/** One seed's load, and what each scheduler made of it. */
interface Draw {
  readonly bound: BurstBound;
  readonly withForesight: number;
  readonly propagationBounds: readonly number[];
  readonly courses: readonly Course[];
}

/** Lets each scheduler carry the same loads, one for each seed. */
export function compare(landscape: Landscape, load: LoadName, seeds: readonly number[]): Comparison {
  const draws = seeds.map((seed) => draw(landscape, load, seed));
  const isBurst = load === 'burst';
  const bounds = spreadOf(draws.flatMap((one) => one.propagationBounds));
  return {
    load,
    seeds,
    changes: draws[0]?.propagationBounds.length ?? 0,
    bound: {
      ...(isBurst
        ? {
            makespan: draws.map(({ bound }) => bound),
            makespanWithForesight: draws.map(({ withForesight }) => withForesight),
          }
        : {}),
      propagation: bounds,
    },
    standings: CONTENDERS.map(({ name }, index) => {
      const courses = draws.flatMap((one) => one.courses[index] ?? []);
      const propagation = spreadOf(courses.flatMap((course) => course.propagation));
      return {
        scheduler: name,
        ...(isBurst
          ? {
              makespan: {
                mean: mean(courses.map(({ makespan }) => makespan)),
                overBound: draws.map(({ bound }, at) => (courses[at]?.makespan ?? NaN) / bound.makespan),
              },
            }
          : {}),
        propagation: {
          ...propagation,
          overBound: { mean: propagation.mean / bounds.mean, p95: propagation.p95 / bounds.p95 },
        },
        sinceNoticed: spreadOf(courses.flatMap((course) => course.sinceNoticed)),
        unavoidable: spreadOf(
          draws.flatMap(({ propagationBounds }, at) =>
            unavoidableOf(propagationBounds, courses[at] ?? { propagation: [], sinceNoticed: [] }),
          ),
        ),
        runs: mean(courses.map(({ runs }) => runs.length)),
      };
    }),
  };
}

function draw(landscape: Landscape, name: LoadName, seed: number): Draw {
  const dice = seededDice(seed);
  const speeds = drawSpeeds(landscape.managementAgents, dice);
  const load = LOADS[name](landscape, dice);
  return {
    bound: burstBound(load.changes, speeds),
    withForesight: name === 'burst' ? makespanWithForesight(load.changes, speeds) : Number.NaN,
    propagationBounds: load.changes.map((change) => propagationBound(change, speeds)),
    courses: CONTENDERS.map((contender) => simulate(contender, landscape.managementAgents, speeds, load)),
  };
}

/** What each scheduler makes of the load of one seed, by its name. */
export function coursesOf(
  landscape: Landscape,
  load: LoadName,
  seed: number,
): readonly (readonly [string, Course])[] {
  return draw(landscape, load, seed).courses.map((course, index) => [CONTENDERS[index]?.name ?? '', course]);
}

/** One for each change. */
function unavoidableOf(
  bounds: readonly number[],
  { propagation, sinceNoticed }: Pick<Course, 'propagation' | 'sinceNoticed'>,
): readonly number[] {
  return propagation.map((lasted, at) => lasted - (sinceNoticed[at] ?? NaN) + (bounds[at] ?? NaN));
}

function spreadOf(values: readonly number[]): Spread {
  return { mean: mean(values), p95: percentile(values, 0.95) };
}
