import type { reduceRunLock, RunLockEvent } from '../../domain/run-lock/reduce.js';
import type { RunLockEffect, RunLockState } from '../../domain/run-lock/state.js';
import type { Want } from './wants.js';

/** A run lock, or a mutant of one. */
export type Reducer = typeof reduceRunLock;

/** What a run is known by, whoever started it. */
export interface KnownRun {
  readonly managementAgentId: string;
  readonly runProfile: string;
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
  /** Runs that somebody else started, as the last look at the engine that has arrived showed them. */
  readonly foreignRuns: readonly KnownRun[];
}

/** What became of a request on the side of its cycle. */
export interface AskedRequest {
  readonly want: Want;
  readonly askedAt: number;
  /** When the withdrawal was sent; before {@link askedAt} if it overtook the request. */
  readonly withdrawnAt?: number;
  /** The cycle was terminated and said nothing. */
  readonly vanished: boolean;
}

/** All that happened, and how it ended: every history ends with everybody giving back what they hold. */
export interface History {
  readonly steps: readonly RecordedStep[];
  readonly requests: ReadonlyMap<string, AskedRequest>;
  /** How many requests waited, in the queue or for a run that carries them, when everybody began to give back. */
  readonly waitingAtDrain: number;
  /** How many times all holders gave back at once, until nothing was left. */
  readonly drainRounds: number;
  readonly final: RunLockState;
}
