import { loadWorldDefinition } from '../../simulator/definition/load-world-definition.js';
import type { Measurement } from '../measurement.js';
import type { Figure } from '../report/figure.js';
import { compare, LOADS, type LoadName } from '../run-lock/compare.js';
import { landscapeOf } from '../run-lock/landscape/landscape.js';
import { mean } from '../run-lock/statistics.js';

const SEEDS = 10;
/** Ours at most half of theirs. */
const HALF = 0.5;

/** The run lock's own reducer against Lithnet AutoSync's rules and fixed waits, side by side, in virtual time. */
export const policies: Measurement = {
  name: 'policies',
  summary: 'the same loads with our policy and with Lithnet AutoSync’s, in virtual time',
  async measure({ exportFolder, share }) {
    const landscape = landscapeOf(await loadWorldDefinition({ exportFolder }));
    const seeds = Array.from({ length: Math.ceil(SEEDS * share) }, (_, index) => index + 1);
    return (Object.keys(LOADS) as LoadName[]).flatMap((load): readonly Figure[] => {
      const { standings, bound } = compare(landscape, load, seeds);
      const ours = standings.find(({ scheduler }) => scheduler === 'batch');
      if (!ours) throw new Error('unreachable: batch is compared');
      const over = ours.makespan && mean(ours.makespan.overBound);
      return [
        ...(over === undefined
          ? []
          : [
              {
                what: `${load}, virtual time: makespan of the run lock's decisions over lower bound`,
                found: over.toFixed(3),
                values: { over },
                note: 'How far decisions alone are from a bound that nobody can reach; npm run bench:lock tells the best schedule that a search with foresight has found.',
              },
            ]),
        ...standings
          .filter(({ scheduler }) => scheduler.startsWith('AutoSync'))
          .map(({ scheduler, propagation, sinceNoticed }): Figure => {
            const share95 = ours.propagation.p95 / propagation.p95;
            return {
              what: `${load}, virtual time: p95 of propagation, ours over that of ${scheduler}`,
              found: `${share95.toFixed(2)} (${seconds(ours.propagation.p95)} s and ${seconds(propagation.p95)} s)`,
              values: { share: share95, ours: ours.propagation.p95, theirs: propagation.p95 },
              aim: `at most ${HALF}`,
              met: share95 <= HALF,
              note: bound.makespan
                ? `Work alone, without any wait, takes ${seconds(mean(bound.makespan.map(({ makespan }) => makespan)))} s: who comes last in a burst waits for all of it, whoever decides.`
                : `${seconds(ours.unavoidable.p95)} s are the time until the import is asked for, and then the change's own runs with nothing else running: nobody is faster. From when it is asked for: ${(ours.sinceNoticed.p95 / sinceNoticed.p95).toFixed(2)} (${seconds(ours.sinceNoticed.p95)} s and ${seconds(sinceNoticed.p95)} s).`,
            };
          }),
      ];
    });
  },
};

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(0);
}
