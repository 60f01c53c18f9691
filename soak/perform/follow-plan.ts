import { performance } from 'node:perf_hooks';
import { drawPlan, isStroke, type Act, type Moment, type Stroke } from '../plan/plan.js';
import type { Deed, Refusal } from '../records/soak-record.js';
import type { Stage } from '../stage/stage.js';
import { describeAct } from './describe-act.js';
import { operate } from './operations.js';
import { keepPace } from './pace.js';
import { strike, struckBy } from './strokes.js';

/** What has been done. */
export interface Done {
  readonly deeds: readonly Deed[];
  readonly refusals: readonly Refusal[];
  readonly kills: number;
  /** Moments that did not come about in time; the plan went on without them. */
  readonly late: number;
}

export interface FollowOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly say: (what: string) => void;
  /** Told after each moment how far the plan has come. */
  readonly onMoment: (come: { readonly moments: number; readonly kills: number }) => void;
}

/** So many acts may be under way at once; an API that is gone would otherwise heap them up. */
const MOST_UNDER_WAY = 12;

/**
 * Follows the plan until the time is over and the last stroke is done, and until all of it has been mended and answered.
 *
 * Acts on the same thing follow one another; everything else goes on side by side.
 */
export async function followPlan(stage: Stage, options: FollowOptions): Promise<Done> {
  const { signal, say, onMoment } = options;
  const plan = drawPlan({
    ...options,
    servers: stage.servers.map(({ id, managementAgents }) => ({
      id,
      managementAgents: managementAgents.map(({ name }) => name),
    })),
  });
  const pace = await keepPace(stage, signal);
  const deeds: Deed[] = [];
  const refusals: Refusal[] = [];
  const lanes = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  let kills = 0;
  let late = 0;
  let broken: unknown;

  async function carryOut({ number, act }: Moment): Promise<void> {
    const what = describeAct(act);
    if (isStroke(act)) say(`${number}: ${what}`);
    const at = new Date().toISOString();
    const position = deeds.length;
    deeds.push({ moment: number, act, at, what });
    const met = isStroke(act)
      ? await strike(stage, act, signal)
      : await operate(stage, act, (refusal) => refusals.push(refusal));
    deeds[position] = {
      moment: number,
      act,
      at,
      until: new Date().toISOString(),
      what,
      ...(met === undefined ? {} : { met }),
    };
  }

  function launch(moment: Moment): void {
    const lane = laneOf(moment.act);
    const before = lanes.get(lane) ?? Promise.resolve();
    const now = before
      .then(() => carryOut(moment))
      .catch((error: unknown) => {
        broken ??= error;
      });
    lanes.set(lane, now);
    underWay.add(now);
    void now.then(() => underWay.delete(now));
  }

  const end = performance.now() + options.minutes * 60_000;
  while (broken === undefined && (performance.now() < end || kills < options.kills)) {
    signal.throwIfAborted();
    const moment = plan.next().value;
    if (!(await pace.waitFor(moment.when))) late += 1;
    while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
    launch(moment);
    if (isStroke(moment.act)) kills += 1;
    onMoment({ moments: moment.number + 1, kills });
  }
  await Promise.all(underWay);
  if (broken !== undefined) throw broken;
  return { deeds, refusals, kills, late };
}

/** What must follow one another. */
function laneOf(act: Act): string {
  if (isStroke(act)) return `struck: ${struckBy(act satisfies Stroke)}`;
  // There is one configuration of all servers.
  return act.kind === 'reconfigure' ? 'configured' : `operated: ${act.server}`;
}
