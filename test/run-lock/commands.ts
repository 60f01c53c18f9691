import fc from 'fast-check';
import type { Trigger } from '../../domain/cycle/cycle.js';
import type { Urgency } from '../../domain/run-lock/messages.js';
import type { RunRules } from '../../domain/run-lock/needs.js';
import type { LockPolicy } from '../../domain/run-lock/state.js';

/** How a request is made. */
export interface Asking {
  readonly want: number;
  readonly urgency: Urgency;
  readonly trigger?: Trigger;
  readonly exclusive: boolean;
  readonly repeats: boolean;
}

/** How the run of a cycle ends: `failed` if it asks for the same again, `lost` if nobody knows whether it has ended. */
export type End = 'ran' | 'failed' | 'never-started' | 'cancelled' | 'lost';

/** What is configured. Numbers choose among a few values. */
export interface Settings {
  readonly policy: LockPolicy;
  readonly runMode: RunRules['runMode'];
  readonly mimServiceExportTakesSyncLock: boolean;
  readonly lockLists: number;
  readonly windows: boolean;
  readonly spacing: boolean;
  readonly disabled: boolean;
  /** Exports have none, or one or another. */
  readonly thresholds: number;
  /** Nobody waits longer than a few dozen events. */
  readonly shortWait: boolean;
}

/**
 * One thing that happens in a history. Numbers choose among what there is when it happens: a cycle, an answer under
 * way, a message of before. What cannot happen then, does not.
 */
export type Command =
  | { readonly kind: 'ask'; readonly cycle: number; readonly asking: Asking }
  /** A cycle asks for what waits already, as exclusive as that. */
  | {
      readonly kind: 'ask-for-what-waits';
      readonly cycle: number;
      readonly entry: number;
      readonly asking: Asking;
    }
  /** The run of a cycle ends, or never started; the next request may travel with the release, and that of a child. */
  | {
      readonly kind: 'end-run';
      readonly cycle: number;
      readonly end: End;
      readonly next?: Asking;
      readonly child?: Asking;
      /** A threshold, or a controller, says that nothing must go on. */
      readonly stop?: 'management-agent' | 'server';
    }
  /**
   * A cycle finds too much pending for the export that it was granted: it asks for it again, to be held. If no cycle has
   * such a lease, a grant that is under way arrives, or somebody asks for an export; `insists`: and what keeps it waiting
   * ends before.
   */
  | {
      readonly kind: 'give-back-to-hold';
      readonly cycle: number;
      readonly asking: Asking;
      readonly insists: boolean;
    }
  /** An operator approves an export that is held, once or for good (`raise`), or rejects it. */
  | { readonly kind: 'decide'; readonly held: number; readonly decision: 'approve' | 'raise' | 'reject' }
  | { readonly kind: 'withdraw'; readonly cycle: number }
  /** A child that has heard nothing of what its parent has asked asks itself. */
  | { readonly kind: 'ask-instead'; readonly cycle: number }
  /** The withdrawal overtakes its request. */
  | { readonly kind: 'withdraw-in-advance'; readonly cycle: number; readonly asking: Asking }
  /** A cycle that waits or runs is terminated: it says nothing any more. What it runs may go on. */
  | { readonly kind: 'terminate'; readonly cycle: number; readonly runGoesOn: boolean }
  /** An effect is carried out; `closed`: a cycle that withdrew has ended by then. */
  | { readonly kind: 'deliver'; readonly effect: number; readonly closed: boolean }
  /** A release with a token that is not the cycle's. */
  | { readonly kind: 'stray-release'; readonly cycle: number; readonly token: number }
  /** A withdrawal of what another cycle asked for. */
  | { readonly kind: 'stray-withdrawal'; readonly cycle: number; readonly of: number }
  | { readonly kind: 'repeat'; readonly message: number }
  | { readonly kind: 'somebody-starts'; readonly want: number }
  | { readonly kind: 'run-of-somebody-ends'; readonly run: number }
  /** A look at the engine takes its time, and there may be two: what it found may be old when it arrives. */
  | { readonly kind: 'begin-look'; readonly catalogue: boolean }
  | { readonly kind: 'end-look'; readonly look: number }
  /** A look that arrives at once. */
  | { readonly kind: 'look' }
  | { readonly kind: 'engine-down' }
  | { readonly kind: 'configure'; readonly settings: Settings }
  /** The calendar of no-start windows is worked out: some time is shut, soon. */
  | {
      readonly kind: 'know-calendar';
      readonly after: number;
      readonly length: number;
      readonly managementAgent?: number;
      readonly triggers?: readonly Trigger[];
    }
  | { readonly kind: 'time-passes'; readonly milliseconds: number }
  | {
      readonly kind: 'control';
      readonly action: 'stop' | 'start' | 'cancel-run' | 'remove-request' | 'move-to-front' | 'force-release';
      readonly target: number;
      readonly wholeServer: boolean;
      readonly cancelRuns: boolean;
    }
  /** A run lock that was started anew is told which cycles are open. */
  | { readonly kind: 'list-open-cycles'; readonly complete: boolean }
  /** An open cycle that has been asked says what it holds. */
  | { readonly kind: 'say-what-is-held'; readonly cycle: number };

/** How a history begins, and what happens in it. */
export interface Script {
  readonly settings: Settings;
  /** Which management agents the server has. */
  readonly managementAgents: readonly number[];
  /** Tokens of leases that cycles hold from a run lock before this one; absent: there was none before. */
  readonly heldBefore?: readonly number[];
  readonly commands: readonly Command[];
}

const any = fc.nat({ max: 1000 });
const urgency = fc.constantFrom<Urgency[]>('normal', 'normal', 'immediate', 'continuation');
const trigger = fc.constantFrom<Trigger[]>('operator', 'schedule', 'change', 'parent-cycle');
const seldom = fc.constantFrom(true, false, false, false, false, false, false);

function askingThat(repeats: fc.Arbitrary<boolean>): fc.Arbitrary<Asking> {
  return fc.record(
    { want: any, urgency, trigger, exclusive: seldom, repeats },
    { requiredKeys: ['want', 'urgency', 'exclusive', 'repeats'] },
  );
}

const asking = askingThat(seldom);

const POLICIES = ['fifo', 'yield-queued', 'yield-all', 'batch'] as const;

function anySettings(policy: fc.Arbitrary<LockPolicy>): fc.Arbitrary<Settings> {
  return fc.record({
    policy,
    runMode: fc.constantFrom('supported', 'supported', 'unsupported', 'exclusive'),
    mimServiceExportTakesSyncLock: fc.boolean(),
    lockLists: any,
    windows: fc.constantFrom(true, false, false, false),
    spacing: seldom,
    disabled: seldom,
    thresholds: fc.nat({ max: 2 }),
    shortWait: fc.boolean(),
  });
}

function command<K extends Command['kind'], T>(
  kind: K,
  fields: { readonly [key in keyof T]: fc.Arbitrary<T[key]> },
): fc.Arbitrary<{ readonly kind: K } & T> {
  return fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<{ readonly kind: K } & T>;
}

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 20, arbitrary: command('ask', { cycle: any, asking }) },
  {
    weight: 5,
    arbitrary: command('ask-for-what-waits', { cycle: any, entry: any, asking: askingThat(fc.boolean()) }),
  },
  { weight: 22, arbitrary: command('deliver', { effect: any, closed: fc.boolean() }) },
  {
    weight: 12,
    arbitrary: command('end-run', {
      cycle: any,
      end: fc.constantFrom<End[]>('ran', 'ran', 'ran', 'failed', 'never-started', 'cancelled', 'lost'),
    }),
  },
  { weight: 7, arbitrary: command('end-run', { cycle: any, end: fc.constant<End>('ran'), next: asking }) },
  { weight: 4, arbitrary: command('end-run', { cycle: any, end: fc.constant<End>('ran'), child: asking }) },
  {
    weight: 1,
    arbitrary: command('end-run', {
      cycle: any,
      end: fc.constant<End>('ran'),
      stop: fc.constantFrom('management-agent', 'management-agent', 'server'),
    }),
  },
  { weight: 6, arbitrary: command('give-back-to-hold', { cycle: any, asking, insists: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: command('decide', {
      held: any,
      decision: fc.constantFrom('approve', 'approve', 'raise', 'raise', 'reject'),
    }),
  },
  { weight: 5, arbitrary: command('withdraw', { cycle: any }) },
  { weight: 4, arbitrary: command('ask-instead', { cycle: any }) },
  { weight: 1, arbitrary: command('withdraw-in-advance', { cycle: any, asking }) },
  { weight: 4, arbitrary: command('terminate', { cycle: any, runGoesOn: fc.boolean() }) },
  { weight: 1, arbitrary: command('stray-release', { cycle: any, token: any }) },
  { weight: 1, arbitrary: command('stray-withdrawal', { cycle: any, of: any }) },
  { weight: 3, arbitrary: command('repeat', { message: any }) },
  { weight: 4, arbitrary: command('somebody-starts', { want: any }) },
  { weight: 4, arbitrary: command('run-of-somebody-ends', { run: any }) },
  { weight: 6, arbitrary: command('begin-look', { catalogue: fc.boolean() }) },
  { weight: 5, arbitrary: command('end-look', { look: any }) },
  { weight: 5, arbitrary: command('look', {}) },
  { weight: 1, arbitrary: command('engine-down', {}) },
  { weight: 2, arbitrary: command('configure', { settings: anySettings(fc.constantFrom(...POLICIES)) }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: fc.constant('know-calendar' as const),
        after: fc.nat({ max: 20 }),
        length: fc.integer({ min: 1, max: 30 }),
        managementAgent: any,
        triggers: fc.uniqueArray(trigger, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['kind', 'after', 'length'] },
    ),
  },
  { weight: 4, arbitrary: command('time-passes', { milliseconds: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 5,
    arbitrary: command('control', {
      action: fc.constantFrom(
        'stop',
        'start',
        'start',
        'cancel-run',
        'remove-request',
        'move-to-front',
        'move-to-front',
        'force-release',
      ),
      target: any,
      wholeServer: seldom,
      cancelRuns: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: command('list-open-cycles', { complete: fc.boolean() }) },
  { weight: 3, arbitrary: command('say-what-is-held', { cycle: any }) },
);

const LOOKED: readonly Command[] = [
  { kind: 'begin-look', catalogue: true },
  { kind: 'end-look', look: 0 },
];

/**
 * Histories of up to so many commands. Most begin with a look at the engine, as a run lock does.
 *
 * @param policy of the run lock, until it is configured anew
 */
export function anyScript(policy: LockPolicy, maxLength = 60): fc.Arbitrary<Script> {
  return fc.record(
    {
      settings: anySettings(fc.constant(policy)),
      managementAgents: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 }),
      heldBefore: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
      commands: fc
        .tuple(fc.constantFrom(LOOKED, LOOKED, LOOKED, []), fc.array(anyCommand, { maxLength, size: 'max' }))
        .map(([first, rest]) => [...first, ...rest]),
    },
    { requiredKeys: ['settings', 'managementAgents', 'commands'] },
  );
}
