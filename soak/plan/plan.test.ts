import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { drawLandscape } from './landscape.js';
import { drawPlan, isStroke, type Moment, type PlanOptions } from './plan.js';

const SERVERS = [
  { id: 'fabrikam', managementAgents: ['HR', 'AD', 'MIM Service'] },
  { id: 'contoso', managementAgents: ['Payroll', 'Phones'] },
];

const options = fc
  .record({ seed: fc.integer({ min: 0 }), minutes: fc.integer({ min: 1, max: 60 }), kills: fc.nat(200) })
  .map((drawn): PlanOptions => ({ ...drawn, servers: SERVERS, workers: 2 }));

function firstMoments(of: PlanOptions, count: number): readonly Moment[] {
  const plan = drawPlan(of);
  return Array.from({ length: count }, () => plan.next().value);
}

function momentsUntilLastStroke(of: PlanOptions): readonly Moment[] {
  const moments: Moment[] = [];
  let strokes = 0;
  for (const moment of drawPlan(of)) {
    moments.push(moment);
    if (isStroke(moment.act)) strokes += 1;
    if (strokes === of.kills) break;
  }
  return moments;
}

describe('the plan of a soak', () => {
  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(options, (of) => {
        expect(firstMoments(of, 60)).toEqual(firstMoments(of, 60));
        expect(firstMoments(of, 60)).not.toEqual(firstMoments({ ...of, seed: of.seed + 1 }, 60));
      }),
    );
  });

  it('begins with a change on each server, which waits for nothing', () => {
    const begin = firstMoments({ seed: 1, minutes: 1, kills: 50, servers: SERVERS, workers: 2 }, 2);
    expect(begin.map(({ when, act }) => ({ when, kind: act.kind }))).toEqual([
      { when: { runs: 0 }, kind: 'change' },
      { when: { runs: 0 }, kind: 'change' },
    ]);
  });

  it('strikes as often as it was asked to, and no more', () => {
    fc.assert(
      fc.property(options, (of) => {
        fc.pre(of.kills > 0);
        const until = momentsUntilLastStroke(of).length;
        expect(firstMoments(of, until + 100).filter(({ act }) => isStroke(act))).toHaveLength(of.kills);
      }),
      { numRuns: 10 },
    );
  });

  it('starts again whatever it stops', () => {
    fc.assert(
      fc.property(options, (of) => {
        const moments = firstMoments(of, 400);
        for (const { number, act } of moments.slice(0, 300)) {
          if (act.kind !== 'stop') continue;
          const { server, managementAgent } = act;
          const again = moments.find(
            (later) =>
              later.number > number &&
              later.act.kind === 'start' &&
              later.act.server === server &&
              later.act.managementAgent === managementAgent,
          );
          expect(again, JSON.stringify(act)).toBeDefined();
        }
      }),
      { numRuns: 10 },
    );
  });

  it('knows every kind of act', () => {
    const kinds = new Set(
      firstMoments({ seed: 1, minutes: 60, kills: 1000, servers: SERVERS, workers: 2 }, 3000).map(
        ({ act }) => act.kind,
      ),
    );
    expect([...kinds].toSorted()).toEqual(
      [
        'change',
        'start-cycle',
        'stop',
        'start',
        'cancel-run',
        'remove-request',
        'move-to-front',
        'decide-hold',
        'unmanaged-run',
        'reconfigure',
        'kill',
        'hold',
        'cut',
        'terminate-cycle',
        'terminate-run-lock',
        'lose-answer',
      ].toSorted(),
    );
  });

  it('has runs of others that end at once, and some that can be noticed', () => {
    const lingering = firstMoments({ seed: 1, minutes: 60, kills: 0, servers: SERVERS, workers: 2 }, 1000)
      .flatMap(({ act }) => (act.kind === 'unmanaged-run' ? [act.lingersSeconds] : []))
      .toSorted((one, other) => one - other);
    expect(lingering.at(0)).toBe(0);
    expect(lingering.at(-1)).toBeGreaterThan(10);
  });

  it('without kills has no stroke', () => {
    const moments = firstMoments({ seed: 1, minutes: 5, kills: 0, servers: SERVERS, workers: 2 }, 500);
    expect(moments.filter(({ act }) => isStroke(act))).toEqual([]);
  });
});

describe('the configuration of a soak', () => {
  it('is valid, the same for the same seed, and has a lock list on each server', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const drawn = drawLandscape(seed, SERVERS);
        expect(drawLandscape(seed, SERVERS)).toEqual(drawn);
        const { servers } = parseConfiguration(JSON.stringify({ servers: drawn }), 'a soak');
        for (const { id, managementAgents } of SERVERS) {
          const lists = Object.values(servers[id]?.managementAgents ?? {}).flatMap(
            ({ lockList }) => lockList,
          );
          expect(lists.length).toBeGreaterThan(0);
          for (const name of lists) expect(managementAgents).toContain(name);
        }
      }),
    );
  });

  it('has lock lists of several, several lock lists, and no-start windows, with one seed or another', () => {
    const drawn = Array.from({ length: 20 }, (_, seed) => Object.values(drawLandscape(seed, SERVERS))).flat();
    const lists = drawn.map(({ managementAgents = {} }) =>
      Object.values(managementAgents).flatMap(({ lockList }) => (lockList ? [lockList.length] : [])),
    );
    expect(new Set(lists.map(({ length }) => length))).toEqual(new Set([1, 2]));
    expect(new Set(lists.flat())).toEqual(new Set([1, 2]));
    expect(new Set(drawn.map(({ noStartWindows }) => noStartWindows?.length))).toEqual(new Set([0, 1]));
  });
});
