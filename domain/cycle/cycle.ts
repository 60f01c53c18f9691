import type { NotReimported } from './after-run/not-reimported.js';
import type { RunProfileKind } from './run-profile-choice.js';

/** What a cycle starts with. Partitions are named by name or id. */
export type CycleStart =
  | { readonly kind: 'run-profile'; readonly runProfile: string }
  /** The run profile that does this on that partition; without one on `default`, else on the first selected one. */
  | {
      readonly kind: 'run-profile-kind';
      readonly runProfileKind: RunProfileKind;
      readonly partition?: string;
    }
  /** An export of each partition that has pending exports. */
  | { readonly kind: 'pending-exports' }
  /** Whatever was left undone: staged imports, pending exports, unconfirmed exports, of each partition. */
  | { readonly kind: 'work-left' }
  /** No run: only what follows from one that has already ended. */
  | { readonly kind: 'follow-ups-of-run'; readonly runNumber: number };

/**
 * What starts cycles. `schedule`: an interval has gone by; `calendar`: a time of a calendar has come; `webhook`: another
 * program asked for it by a signed request; `start-up`: the server or management agent was started, and something had been
 * left undone.
 */
export const TRIGGERS = [
  'operator',
  'schedule',
  'calendar',
  'webhook',
  'change',
  'parent-cycle',
  'unmanaged-run',
  'start-up',
] as const;

/** One of {@link TRIGGERS}. */
export type Trigger = (typeof TRIGGERS)[number];

/** What started a cycle. */
export interface Cause {
  readonly trigger: Trigger;
  /** In words, for people: `schedule "HR, every 10 s"`, `delta sync of HR, run 12: 3 changes for Contoso AD`. */
  readonly description: string;
  /** The workflow id of the cycle whose synchronization made the changes. */
  readonly parentCycle?: string;
}

/** Input of a cycle: one cause, one management agent, carried to the end. */
export interface CycleInput {
  readonly server: string;
  /** Name or id. */
  readonly managementAgent: string;
  /** What is meant, whatever it is called by now. Absent where nobody has looked it up. */
  readonly managementAgentId?: string;
  readonly start: CycleStart;
  readonly cause: Cause;
  /** The management agents of the cycles above, the root's first: its length is the depth. */
  readonly lineage: readonly string[];
  /** Objects that the cycles above have exported in vain, so far. */
  readonly notReimported?: readonly NotReimported[];
  /** When its depth reaches this, what it makes necessary begins anew: see `after-run/convergence.ts`. */
  readonly maxDepth: number;
  /** How often in a row what it carries has begun anew for having come too long a way. Absent = never. */
  readonly handOvers?: number;
  /** It lets so many milliseconds pass before it begins. */
  readonly pauseMs?: number;
  /** Somebody waits for it: the first run that it asks for goes before what others asked for without hurry. */
  readonly urgent?: boolean;
  /** Nothing else may run on the engine during its first run. What follows runs as usual. */
  readonly exclusive?: boolean;
  /** Its parent has asked for its first run in its place. */
  readonly askedByParent?: true;
}

/** How a cycle can end without having failed. A failed run fails its cycle with the engine's result as the error's type. */
export type CycleOutcome =
  | 'completed'
  /** All runs went through, some objects did not. */
  | 'completed-with-errors'
  | 'coalesced'
  | 'refused'
  | 'cancelled'
  | 'not-converging';

/** A run, as a cycle remembers it. */
export interface CycleRun {
  readonly runProfile: string;
  readonly runNumber: number;
  /** The gravest result of its steps. */
  readonly result: string;
  /** ISO 8601, UTC, by the engine's clock. */
  readonly start: string;
  readonly end: string;
  /** In words: `3 adds, 1 update staged`. */
  readonly summary: string;
  readonly errorCount: number;
}

/** One thing that a cycle set out to do on its management agent. */
export interface CycleStep {
  /** In words: `delta sync of partition default`. */
  readonly wants: string;
  /** Why: `step 1 staged 3 adds in partition default`. */
  readonly reason: string;
  /**
   * `waiting-to-retry`: a try before it failed, or it has come too long a way, and its time has not come; then `waiting` for the run lock, `held` until an
   * operator decides, `running`, or how it ended; `not-wanted`: the configuration says never; `vetoed`: a controller said so.
   */
  readonly state:
    | 'waiting-to-retry'
    | 'waiting'
    | 'held'
    | 'running'
    | 'finished'
    | 'coalesced'
    | 'refused'
    | 'not-wanted'
    | 'vetoed';
  /** When the run lock was asked; ISO 8601, UTC. Of one that waits to be tried again: since when it waits. */
  readonly askedAt: string;
  /** When it answered. */
  readonly answeredAt?: string;
  readonly run?: CycleRun;
  /**
   * The cycle that carries the work, for `coalesced`; the refusal in words, for `refused`, `not-wanted` and `vetoed`; the
   * figures, for `held`; when its time comes, for `waiting-to-retry`; of one that waits for the run lock, for what, if
   * that is known.
   */
  readonly note?: string;
  /** What followed and why, in words. */
  readonly followUps: readonly string[];
}

/** A cycle that this one started, for the exports of another management agent. */
export interface ChildCycle {
  readonly cycle: string;
  readonly managementAgent: string;
  readonly reason: string;
  /**
   * `running`, a {@link CycleOutcome}, or the result string of the failed run; `handed-over`: it goes on by itself, and
   * nobody waits for its end.
   */
  readonly outcome: string;
  /** Runs of the child and of all that it caused, once it has ended. */
  readonly runs: number;
  /** What the child caused that did not complete, once it has ended; see `notCompleted`. */
  readonly notCompleted?: readonly string[];
}

/** Everything about a cycle that a person may want to see, live or after its end. */
export interface CycleView {
  readonly server: string;
  readonly managementAgent: string;
  readonly cause: Cause;
  readonly depth: number;
  /** `running` until it has ended; a failed cycle has the engine's result string here. */
  readonly outcome: string;
  /** A sentence that says more about the outcome. */
  readonly reason?: string;
  readonly steps: readonly CycleStep[];
  readonly children: readonly ChildCycle[];
  /** Runs of this cycle and of all that it caused. */
  readonly runs: number;
}
