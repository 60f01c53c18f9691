import type { Comparison, Standing } from './compare.js';
import type { ReducerCost } from './reducer/speed.js';
import { mean } from './statistics.js';

/** Everything that the bench has found. */
export interface Findings {
  /** Of which server-configuration export. */
  readonly server: string;
  readonly managementAgents: number;
  readonly comparisons: readonly Comparison[];
  readonly targets: readonly Target[];
  readonly reducer?: ReducerCost;
}

/** What was aimed at, and what came of it. */
export interface Target {
  readonly what: string;
  readonly aim: string;
  readonly found: string;
  readonly met: boolean;
}

const LARGEST_BYTES = 512 * 1024;
const MAKESPAN_OVER_BOUND = 1.05;
const HALF = 0.5;
/** Of the last half of the samples over the first half. */
const FLAT = 1.05;

/** Holds what was found against what was aimed at. */
export function targetsOf(comparisons: readonly Comparison[], reducer?: ReducerCost): readonly Target[] {
  return [...comparisons.flatMap(targetsOfComparison), ...(reducer ? targetsOfReducer(reducer) : [])];
}

function targetsOfComparison({ load, bound, standings }: Comparison): readonly Target[] {
  const batch = standings.find(({ scheduler }) => scheduler === 'batch');
  if (!batch) return [];
  const makespan = batch.makespan && mean(batch.makespan.overBound);
  const against = standings.filter(({ scheduler }) => scheduler.startsWith('AutoSync'));
  return [
    ...(makespan === undefined
      ? []
      : [
          {
            what: `${load}: makespan of batch over the lower bound, mean of the seeds`,
            aim: `at most ${MAKESPAN_OVER_BOUND}`,
            found: `${makespan.toFixed(3)}, ${(makespan / overForesight(bound)).toFixed(3)} times the best found with foresight`,
            met: makespan <= MAKESPAN_OVER_BOUND,
          },
        ]),
    ...against.map((other) => {
      const share = batch.propagation.p95 / other.propagation.p95;
      const noticed = batch.sinceNoticed.p95 / other.sinceNoticed.p95;
      return {
        what: `${load}: p95 propagation of batch over that of ${other.scheduler}`,
        aim: `at most ${HALF}`,
        found: `${share.toFixed(3)}, since noticed ${noticed.toFixed(3)}`,
        met: share <= HALF,
      };
    }),
  ];
}

/** How far the best that was found with foresight lies above the lower bound, mean of the seeds. */
function overForesight({ makespan, makespanWithForesight }: Comparison['bound']): number {
  return mean(
    (makespanWithForesight ?? []).map((best, index) => best / (makespan?.[index]?.makespan ?? Number.NaN)),
  );
}

function targetsOfReducer({ decision, bytes, heapMiB }: ReducerCost): readonly Target[] {
  const half = heapMiB.length / 2;
  const growth = mean(heapMiB.slice(half)) / mean(heapMiB.slice(0, half));
  return [
    {
      what: 'reducer: a decision, 200 management agents, 1,000 waiting requests',
      aim: 'under 1 ms',
      found: `${decision.mean.toFixed(3)} ms`,
      met: decision.mean < 1,
    },
    {
      what: 'reducer: heap over a million events, second half over first half',
      aim: `at most ${FLAT}`,
      found: growth.toFixed(3),
      met: growth <= FLAT,
    },
    ...Object.entries(bytes).map(([what, size]) => ({
      what: `reducer: ${what} as JSON, 200 management agents, 1,000 waiting requests`,
      aim: 'under 512 KiB',
      found: `${(size / 1024).toFixed(0)} KiB`,
      met: size < LARGEST_BYTES,
    })),
  ];
}

/** What was found, for people. */
export function describeFindings({
  server,
  managementAgents,
  comparisons,
  targets,
  reducer,
}: Findings): string {
  return [
    `The run lock's policies in virtual time: ${server}, ${managementAgents} management agents`,
    ...comparisons.flatMap((comparison) => ['', ...describeComparison(comparison)]),
    ...(reducer
      ? [
          '',
          `Heap after each 100,000 of a million events, MiB: ${reducer.heapMiB.map((size) => size.toFixed(1)).join(' ')}`,
        ]
      : []),
    '',
    'Targets',
    ...targets.map(
      ({ what, aim, found, met }) => `  ${met ? 'met   ' : 'MISSED'}  ${what}: ${found} (${aim})`,
    ),
    '',
  ].join('\n');
}

function describeComparison({ load, changes, seeds, bound, standings }: Comparison): readonly string[] {
  const bounds = bound.makespan;
  const best = bound.makespanWithForesight;
  const overBound = (makespans: readonly number[]) =>
    makespans.map((makespan, index) => makespan / (bounds?.[index]?.makespan ?? Number.NaN));
  return [
    `${load}: ${changes} changes, ${seeds.length} seeds; times in s, x = times the lower bound`,
    row('', ['', '', '', 'propa-', '', '', '', 'since', 'noticed', '']),
    row('', ['makespan', 'x mean', 'x worst', 'gation', 'x', 'p95', 'x', 'mean', 'p95', 'runs']),
    ...standings.map(describeStanding),
    ...(bounds && best
      ? [
          row('with foresight', [
            seconds(mean(best)),
            mean(overBound(best)).toFixed(3),
            Math.max(...overBound(best)).toFixed(3),
          ]),
        ]
      : []),
    row('lower bound', [
      bounds ? seconds(mean(bounds.map(({ makespan }) => makespan))) : '',
      '',
      '',
      seconds(bound.propagation.mean),
      '',
      seconds(bound.propagation.p95),
    ]),
    ...(bounds
      ? [
          `  The bound of the makespan: ${seconds(mean(bounds.map(({ alone }) => alone)))} s of synchronizations, each alone,`,
          `  and ${seconds(mean(bounds.map(({ beside }) => beside)))} s of imports and exports that need one another, or the same management agent.`,
          '  With foresight: the best schedule that our search has found, which knows how long each run will last and loses no time',
          '  between runs. It does not try everything: there may be a better one.',
          '  The bound of the propagation: each change by itself, nothing else to do.',
        ]
      : [
          '  The bound of the propagation: each change by itself, imported the moment it is made, nothing else to do.',
        ]),
  ];
}

function describeStanding({ scheduler, makespan, propagation, sinceNoticed, runs }: Standing): string {
  return row(scheduler, [
    makespan ? seconds(makespan.mean) : '',
    makespan ? mean(makespan.overBound).toFixed(3) : '',
    makespan ? Math.max(...makespan.overBound).toFixed(3) : '',
    seconds(propagation.mean),
    propagation.overBound.mean.toFixed(2),
    seconds(propagation.p95),
    propagation.overBound.p95.toFixed(2),
    seconds(sinceNoticed.mean),
    seconds(sinceNoticed.p95),
    runs.toFixed(0),
  ]);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(0);
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(16)}${cells.map((cell) => cell.padStart(9)).join('')}`.trimEnd();
}
