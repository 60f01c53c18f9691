import type { Cause, CycleStart } from '../cycle/cycle.js';
import type { RunLockAnswer, RunRequest } from './messages.js';

/** A cycle that the run lock wants started. */
export interface CycleToStart {
  /** The last part of its workflow id: the same thing is never started twice. */
  readonly unique: string;
  /** Name. */
  readonly managementAgent: string;
  readonly start: CycleStart;
  readonly cause: Cause;
  readonly lineage: readonly string[];
}

/** Whom an effect is for. */
export interface ToCycle {
  /** Workflow id. */
  readonly cycle: string;
  /** Its parent has asked in its place, then: it may not be there yet. Milliseconds since 1970. */
  readonly startingSince?: number;
}

/** The cycle of a request. */
export function toCycleOf({ cycle, startingSince }: RunRequest): ToCycle {
  return { cycle, ...(startingSince === undefined ? {} : { startingSince }) };
}

/** What the reducer asks its shell to do. */
export type RunLockEffect =
  /** Tell a cycle the answer to its request. */
  | ({ readonly kind: 'answer'; readonly answer: RunLockAnswer } & ToCycle)
  /** Cancel a cycle, so that it stops its run. */
  | ({ readonly kind: 'cancel-cycle'; readonly reason: string } & ToCycle)
  /** Ask the engine to stop a run that no cycle of ours holds. */
  | { readonly kind: 'stop-run'; readonly managementAgentId: string; readonly runNumber?: number }
  | { readonly kind: 'start-cycle'; readonly cycle: CycleToStart }
  /** See which of these management agents have staged imports, pending exports or unconfirmed exports, and start cycles for them. */
  | { readonly kind: 'look-for-work-left'; readonly managementAgentIds: readonly string[] }
  /** The catalogue of the engine is another one: make the schedules fit it. */
  | { readonly kind: 'reconcile-schedules' };
