import type { Trigger } from '../../domain/cycle/cycle.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { RunLockEffect } from '../../domain/run-lock/effect.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import type { Granted, RunLockAnswer, RunRequest } from '../../domain/run-lock/messages.js';
import type { ShutTime } from '../../domain/run-lock/no-start/window.js';
import type { reduceRunLock } from '../../domain/run-lock/reduce.js';
import type { RunLockConfiguration, RunLockState } from '../../domain/run-lock/state.js';
import type { Want } from './wants.js';

/** A run lock, or a mutant of one. */
export type Reducer = typeof reduceRunLock;

/** What a run is known by, whoever started it. */
export interface KnownRun {
  readonly managementAgentId: string;
  readonly runProfile: string;
}

/** A run, and the rules that it began under: it keeps them to its end. */
export interface GovernedRun extends KnownRun {
  readonly exclusive: boolean;
  readonly configuration: RunLockConfiguration;
}

/** An export that its cycle has given back to be held, and on which nobody has decided yet. */
export interface UndecidedExport extends KnownRun {
  readonly requestId: string;
  readonly exclusive: boolean;
}

/** What is true of held exports, as cycles and operators know it. */
export interface HeldExportsOfWorld {
  readonly undecided: readonly UndecidedExport[];
  /** Requests that were held, and on which somebody has decided. */
  readonly decided: ReadonlySet<string>;
  /** By the count of adds, which is another for each hold: what an operator has approved of which export. */
  readonly approved: ReadonlyMap<number, KnownRun>;
  /** By management agent id: the adds of which so much is held no more. */
  readonly raised: ReadonlyMap<string, number>;
}

/** What is true outside the run lock when an event arrives, as far as it has been told. */
export interface World {
  readonly configuration: RunLockConfiguration;
  readonly engineDown: boolean;
  /** When no run may start. */
  readonly shutTimes: readonly ShutTime[];
  /** Until when that is known; 0: it is not. Milliseconds since 1970. */
  readonly calendarUntil: number;
  readonly serverStopped: boolean;
  /** Ids of management agents. */
  readonly stopped: ReadonlySet<string>;
  /** Runs that somebody else started, as the looks at the engine that have arrived showed them. */
  readonly foreignRuns: readonly GovernedRun[];
  readonly exports: HeldExportsOfWorld;
  /** What cycles have held since before this run lock started and have not said yet. */
  readonly unheard: readonly GovernedRun[];
}

/** One event, and what the run lock made of it. */
export interface RecordedStep {
  readonly event: RunLockEvent;
  readonly now: number;
  readonly before: RunLockState;
  readonly after: RunLockState;
  readonly effects: readonly RunLockEffect[];
  /** The same event has been here before. */
  readonly repeated: boolean;
  readonly world: World;
}

/** What became of a request on the side of its cycle. */
export interface AskedRequest {
  readonly request: RunRequest;
  readonly want: Want;
  readonly askedAt: number;
  /** When the withdrawal was sent; before {@link askedAt} if it overtook the request. */
  readonly withdrawnAt?: number;
  /** The cycle was terminated and said nothing. */
  readonly vanished: boolean;
}

/** A run of the engine that has ended, and was not told of by a cycle of ours. */
export interface ForeignRun extends KnownRun {
  readonly runNumber: number;
  /** The run lock knew by then what had run before. */
  readonly afterFirstLook: boolean;
}

/** All that happened, and how it ended: every history ends with everybody giving back what they hold. */
export interface History {
  readonly catalogue: readonly ManagementAgent[];
  readonly start: RunLockState;
  readonly steps: readonly RecordedStep[];
  readonly requests: ReadonlyMap<string, AskedRequest>;
  readonly foreignRuns: readonly ForeignRun[];
  /** Whether a run writes to its connected directory. */
  readonly exports: (run: KnownRun) => boolean;
  /** Runs that a cycle gave its lease back for, as `<management agent id>/<run number>`. */
  readonly reportedRuns: ReadonlySet<string>;
  /** How many requests waited, in the queue or for a run that carries them, when everybody began to give back. */
  readonly waitingAtDrain: number;
  /** How many times all holders gave back at once, until nothing was left. */
  readonly drainRounds: number;
  readonly final: RunLockState;
}

/** Answers among effects, with the cycle that each is for. */
export function answersAmong(
  effects: readonly RunLockEffect[],
): readonly { readonly cycle: string; readonly answer: RunLockAnswer }[] {
  return effects.flatMap((effect) => (effect.kind === 'answer' ? [effect] : []));
}

/** Grants among effects. */
export function grantsAmong(effects: readonly RunLockEffect[]): readonly Granted[] {
  return answersAmong(effects).flatMap(({ answer }) => (answer.kind === 'granted' ? [answer] : []));
}

/** Whether a no-start window keeps everybody who asks for a run waiting. */
export function isShut(
  world: World,
  run: KnownRun & { readonly triggers: readonly (Trigger | undefined)[] },
  now: number,
): boolean {
  const shut = world.shutTimes.filter(
    ({ from, to, managementAgent }) =>
      from <= now && now < to && (managementAgent ?? run.managementAgentId) === run.managementAgentId,
  );
  return run.triggers.every((trigger = 'operator') =>
    shut.some(({ triggers }) => triggers === undefined || triggers.includes(trigger)),
  );
}
