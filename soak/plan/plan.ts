import { seededDice, type Dice } from './dice.js';
import { drawQueue, type DrawnQueue, type PlannedServer } from './landscape.js';

/** What a plan is drawn for. */
export interface PlanOptions {
  readonly seed: number;
  /** How long the load lasts at least. */
  readonly minutes: number;
  /** How many strokes the killer has. */
  readonly kills: number;
  readonly servers: readonly PlannedServer[];
  /** How many worker processes there are. */
  readonly workers: number;
}

/** When a moment comes, told by what happens and not by the clock, so that a slow machine does the same. */
export interface When {
  /** So many runs more than at the moment before have started, on all sync servers together. */
  readonly runs: number;
  /** And then: while a run of this kind goes on. */
  readonly during?: RunKind;
}

export type RunKind = 'import' | 'synchronization' | 'export';

/** A process that can be killed or held. Workers are numbered from 0 on. */
export type Victim = 'api' | 'temporal' | { readonly worker: number };

/** Who speaks over a piece of network that can be cut. */
export type Speaker = Exclude<Victim, 'temporal'>;

/** To whom: Temporal, or the engine of a sync server. */
export type Listener = 'temporal' | { readonly engine: string };

/** What the killer does. How long it lasts is in milliseconds of the clock, since what is dead starts nothing. */
export type Stroke =
  | { readonly kind: 'kill'; readonly victim: Victim; readonly downMs: number }
  /** SIGSTOP, and SIGCONT after `heldMs`. */
  | { readonly kind: 'hold'; readonly victim: Victim; readonly heldMs: number }
  | {
      readonly kind: 'cut';
      readonly from: Speaker;
      readonly to: Listener;
      /** Nobody is told: what is sent does not arrive. */
      readonly silent: boolean;
      readonly cutMs: number;
    }
  /** In Temporal, as with the Web UI's button: the cycle at this place among the open ones, counted round. */
  | { readonly kind: 'terminate-cycle'; readonly server: string; readonly place: number }
  | { readonly kind: 'terminate-run-lock'; readonly server: string }
  /** The engine's next run starts, and whoever started it is not told. */
  | {
      readonly kind: 'lose-answer';
      readonly server: string;
      readonly how: 'connection-cut' | 'error' | 'call-failure';
    };

/** What else happens. A `place` is counted round among those that are there at the moment. */
export type Operation =
  | {
      readonly kind: 'change';
      readonly server: string;
      readonly count: number;
      /** Of the random changes. */
      readonly seed: number;
    }
  /** An operator starts a cycle. */
  | {
      readonly kind: 'start-cycle';
      readonly server: string;
      readonly managementAgent: string;
      readonly runProfileKind: 'delta-import' | 'full-import' | 'delta-sync' | 'full-sync' | 'export';
      readonly immediate: boolean;
      readonly exclusive: boolean;
    }
  /** Without a management agent: the whole server. */
  | {
      readonly kind: 'stop';
      readonly server: string;
      readonly managementAgent?: string;
      readonly cancelRuns: boolean;
    }
  | { readonly kind: 'start'; readonly server: string; readonly managementAgent?: string }
  | { readonly kind: 'cancel-run'; readonly server: string; readonly place: number }
  | { readonly kind: 'remove-request'; readonly server: string; readonly place: number }
  | { readonly kind: 'move-to-front'; readonly server: string; readonly place: number }
  /** An export that is held is approved or rejected; `raise`: from now on, so much is allowed. */
  | {
      readonly kind: 'decide-hold';
      readonly server: string;
      readonly place: number;
      readonly decision: 'approve' | 'raise' | 'reject';
    }
  /** An administrator applies another configuration of the server, which differs in nothing that the oracle goes by. */
  | ({ readonly kind: 'reconfigure'; readonly server: string } & DrawnQueue)
  /**
   * Somebody else starts a run at the engine itself; `place` among the run profiles. `lingersSeconds`: that it goes on when
   * all objects are through, by the clock, so that there is time to notice it.
   */
  | {
      readonly kind: 'unmanaged-run';
      readonly server: string;
      readonly managementAgent: string;
      readonly place: number;
      readonly lingersSeconds: number;
    };

export type Act = Stroke | Operation;

/** One thing that happens, and when. */
export interface Moment {
  /** From 0 on. */
  readonly number: number;
  readonly when: When;
  readonly act: Act;
}

const STROKES: ReadonlySet<string> = new Set<Stroke['kind']>([
  'kill',
  'hold',
  'cut',
  'terminate-cycle',
  'terminate-run-lock',
  'lose-answer',
]);

/** Whether it is the killer who does it. */
export function isStroke(act: Act): act is Stroke {
  return STROKES.has(act.kind);
}

/** Moments come about so often when nothing is broken; it only says how densely strokes are sown. */
const MOMENTS_PER_MINUTE = 40;
/** A stroke at every moment would leave no life to kill. */
const LONGEST_ROW_OF_STROKES = 3;

/** What is stopped is started again after so many moments. */
const STOPPED_FOR = { from: 2, to: 8 } as const;

/**
 * The plan of a soak: the same options make the same moments, one after another, without end. It is followed until the
 * time is over and the last stroke is done.
 */
export function* drawPlan(options: PlanOptions): Generator<Moment, never> {
  const dice = seededDice(options.seed);
  const due: { readonly at: number; readonly act: Operation }[] = [];
  let strokes = 0;
  let inARow = 0;
  // A world at rest starts nothing by itself: something must happen first.
  for (const [number, { id: server }] of options.servers.entries()) {
    yield { number, when: { runs: 0 }, act: drawChange(dice, server) };
  }
  for (let number = options.servers.length; ; number += 1) {
    const late = due.findIndex(({ at }) => at <= number);
    const [overdue] = late === -1 ? [] : due.splice(late, 1);
    if (overdue) {
      inARow = 0;
      yield { number, when: drawWhen(dice), act: overdue.act };
      continue;
    }
    const left = options.kills - strokes;
    if (left > 0 && inARow < LONGEST_ROW_OF_STROKES && dice.between(1, 1000) <= shareOfStrokes(options)) {
      strokes += 1;
      inARow += 1;
      const during = dice.pick(['import', 'synchronization', 'export', undefined] as const);
      const when = { runs: dice.between(0, 2), ...(during === undefined ? {} : { during }) };
      yield { number, when, act: drawStroke(dice, options) };
      continue;
    }
    inARow = 0;
    const act = drawOperation(dice, options);
    if (act.kind === 'stop') {
      const { server, managementAgent } = act;
      const start: Operation = {
        kind: 'start',
        server,
        ...(managementAgent === undefined ? {} : { managementAgent }),
      };
      due.push({ at: number + dice.between(STOPPED_FOR.from, STOPPED_FOR.to), act: start });
    }
    yield { number, when: drawWhen(dice), act };
  }
}

/** Of a thousand moments, so many are strokes. */
function shareOfStrokes({ kills, minutes }: PlanOptions): number {
  return Math.min(800, Math.ceil((1000 * kills) / Math.max(1, minutes * MOMENTS_PER_MINUTE)));
}

function drawWhen(dice: Dice): When {
  return { runs: dice.between(1, 4) };
}

function drawStroke(dice: Dice, { servers, workers }: PlanOptions): Stroke {
  const server = () => dice.pick(servers).id;
  const worker = () => ({ worker: dice.between(0, workers - 1) });
  const kind = dice.weigh({
    'kill-worker': 8,
    kill: 4,
    hold: 3,
    cut: 6,
    'lose-answer': 3,
    'terminate-cycle': 2,
    'terminate-run-lock': 1,
  });
  switch (kind) {
    case 'kill-worker':
      return { kind: 'kill', victim: worker(), downMs: drawOutage(dice) };
    case 'kill':
      return { kind: 'kill', victim: dice.pick(['api', 'temporal'] as const), downMs: drawOutage(dice) };
    case 'hold':
      return {
        kind: 'hold',
        victim: dice.pick([worker(), worker(), 'temporal' as const, 'api' as const]),
        heldMs: drawOutage(dice),
      };
    case 'cut':
      return {
        kind: 'cut',
        from: dice.pick([worker(), worker(), 'api' as const]),
        to: dice.pick(['temporal' as const, { engine: server() }]),
        silent: dice.oneIn(2),
        cutMs: drawOutage(dice),
      };
    case 'lose-answer':
      return {
        kind: 'lose-answer',
        server: server(),
        how: dice.pick(['connection-cut', 'error', 'call-failure'] as const),
      };
    case 'terminate-cycle':
      return { kind: 'terminate-cycle', server: server(), place: dice.between(0, 99) };
    case 'terminate-run-lock':
      return { kind: 'terminate-run-lock', server: server() };
  }
}

/**
 * Shorter than a heartbeat is missed, long enough that another worker takes over, or longer than the watch over the
 * engine is missed; in milliseconds. Long ones are few: what is down takes no further stroke, and nothing lives beside it.
 */
function drawOutage(dice: Dice): number {
  switch (dice.weigh({ short: 15, heartbeat: 4, watch: 1 })) {
    case 'short':
      return dice.between(0, 3000);
    case 'heartbeat':
      return dice.between(8_000, 15_000);
    case 'watch':
      return dice.between(35_000, 40_000);
  }
}

/** Half of them are over before anybody could notice them, as ours are at a soak's speed. In seconds. */
function drawLingering(dice: Dice): number {
  return dice.oneIn(2) ? 0 : dice.between(8, 20);
}

function drawChange(dice: Dice, server: string): Operation {
  return { kind: 'change', server, count: dice.between(1, 8), seed: dice.between(1, 1_000_000_000) };
}

function drawOperation(dice: Dice, { servers }: PlanOptions): Operation {
  const { id: server, managementAgents } = dice.pick(servers);
  const managementAgent = dice.pick(managementAgents);
  const place = dice.between(0, 99);
  const kind = dice.weigh({
    change: 20,
    'start-cycle': 5,
    stop: 2,
    'cancel-run': 1,
    'remove-request': 1,
    'move-to-front': 1,
    'decide-hold': 3,
    'unmanaged-run': 3,
    reconfigure: 1,
  });
  switch (kind) {
    case 'change':
      return drawChange(dice, server);
    case 'start-cycle':
      return {
        kind,
        server,
        managementAgent,
        runProfileKind: dice.pick([
          'delta-import',
          'full-import',
          'delta-sync',
          'full-sync',
          'export',
        ] as const),
        immediate: dice.oneIn(2),
        exclusive: dice.oneIn(6),
      };
    case 'stop':
      return {
        kind,
        server,
        ...(dice.oneIn(4) ? {} : { managementAgent }),
        cancelRuns: dice.oneIn(2),
      };
    case 'unmanaged-run':
      return { kind, server, managementAgent, place, lingersSeconds: drawLingering(dice) };
    case 'reconfigure':
      return { kind, server, ...drawQueue(dice) };
    case 'decide-hold':
      return {
        kind,
        server,
        place,
        decision: dice.pick(['approve', 'approve', 'raise', 'reject'] as const),
      };
    case 'cancel-run':
    case 'remove-request':
    case 'move-to-front':
      return { kind, server, place };
  }
}
