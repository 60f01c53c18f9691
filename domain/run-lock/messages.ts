import type { RevisionMark } from '../configuration/revision.js';
import type { Trigger } from '../cycle/cycle.js';
import type { RetryPolicy } from '../cycle/after-run/retry.js';
import type { RunProfileKind } from '../cycle/run-profile-choice.js';
import type { ExportFigures } from '../thresholds/judge-pending-exports.js';
import type { RunThresholds } from '../thresholds/thresholds-for.js';
import type { ErrorState } from './control.js';

/** What a cycle wants to run on its management agent. */
export type Wanted =
  | { readonly runProfile: string }
  | { readonly runProfileKind: RunProfileKind; readonly partition?: string };

/** A continuation of a cycle that already runs goes before what an operator asked for at once, and that before the rest. */
export type Urgency = 'continuation' | 'immediate' | 'normal';

/** A cycle asks for a run. */
export interface RunRequest {
  /** Unique for ever; a request that arrives twice is one request. */
  readonly id: string;
  /** The workflow id of the cycle. */
  readonly cycle: string;
  /** Name or id. */
  readonly managementAgent: string;
  /** What is meant, whatever it is called by now. Absent where the cycle does not know it yet. */
  readonly managementAgentId?: string;
  readonly wanted: Wanted;
  readonly urgency: Urgency;
  /** Why the run is wanted, in words. */
  readonly reason: string;
  /** It is asked for again and again anyway: one that finds an equal one waiting, and cannot hasten it, is answered at once. */
  readonly repeats?: boolean;
  /** What started the cycle; for what follows from a run, `parent-cycle`. Some no-start windows are only for some triggers. */
  readonly trigger?: Trigger;
  /** Nothing else may run on the engine meanwhile. */
  readonly exclusive?: boolean;
  /** An export of which too much is pending: it is not to be granted before an operator has decided. */
  readonly hold?: HeldExport;
  /** What an operator has approved of an export that is tried again. */
  readonly approved?: readonly ExportFigures[];
  /**
   * The cycle is only being started, and its parent asks in its place: when it did, milliseconds since 1970. That it is not
   * found for some seconds does not mean that it has ended.
   */
  readonly startingSince?: number;
  /**
   * The id of what its parent has asked in its place, and of which it has heard nothing: this one counts only if that one is
   * not known, as the message or the answer may have been lost.
   */
  readonly insteadOf?: string;
}

/** What an operator must see to decide on an export. */
export interface HeldExport {
  readonly figures: readonly ExportFigures[];
  /** In words: which threshold is reached, and by how much. */
  readonly reason: string;
}

/** How a granted run ended, for the read model. */
export interface RunOutcome {
  /** Absent if the engine never started the run. */
  readonly runNumber?: number;
  readonly result: string;
  readonly summary: string;
  readonly errorCount: number;
  /** The cycle was cancelled, and its run stopped on the way: what others wanted of it is not done. */
  readonly cancelled?: boolean;
  /** It did not get through, and the cycle that carried it runs it again. */
  readonly runsAgain?: true;
  /** Nobody knows how the run ended, or whether it did: the engine must be asked before anything takes its place. */
  readonly mayGoOn?: boolean;
  /** Numbers of runs on this management agent that somebody else had started and that were waited for. */
  readonly unmanagedRuns?: readonly number[];
  /** What must not go on after this: nothing of it runs before an operator has started it again. */
  readonly stop?: {
    readonly scope: 'management-agent' | 'server';
    readonly error: ErrorState;
    /** With figures, for an operator. */
    readonly reason: string;
  };
}

/** A cycle gives its lease back. Only the holder's own token counts. */
export interface Release {
  readonly cycle: string;
  readonly token: number;
  readonly outcome: RunOutcome;
}

/** A cycle no longer wants what it asked for. */
export interface Withdrawal {
  readonly cycle: string;
  readonly requestId: string;
}

/** A cycle's answer to a run lock that has started from nothing: it is here, and this is what it holds. */
export interface Presence {
  readonly cycle: string;
  /** The lease that it got from the run lock before this one, and has not given back. */
  readonly held?: {
    readonly token: number;
    readonly managementAgentId: string;
    readonly runProfile: string;
    readonly request: RunRequest;
  };
}

/** The one message of a cycle to the run lock: a release and what is wanted next travel together. */
export interface MessageToRunLock {
  readonly presence?: Presence;
  readonly release?: Release;
  readonly request?: RunRequest;
  /** The first requests of the children that the cycle starts now. */
  readonly ofChildren?: readonly RunRequest[];
  readonly withdrawal?: Withdrawal;
}

/** Which controller is to be asked of a run. Where it is, and what it is, stays with the worker. */
export interface Controlled {
  /** What its settings stand under, of all that the configuration has of management agents; absent = the sync server's. */
  readonly settings?: string;
  /** Of what the run lock was told last: an earlier revision may not have it. */
  readonly revision?: RevisionMark;
}

/** The run lock's answer to a request. Each request gets exactly one. */
export type RunLockAnswer = { readonly requestId: string } & AnswerWithoutId;

/** What an answer says. */
export type AnswerWithoutId =
  | {
      readonly kind: 'granted';
      /** Grows with each grant; the release must name it. */
      readonly token: number;
      readonly managementAgentId: string;
      readonly managementAgentName: string;
      readonly runProfile: string;
      /** The last run of this management agent that the run lock knows of; a later one may be ours. */
      readonly lastKnownRunNumber?: number;
      /**
       * Only for a synchronization: ids of management agents with several selected partitions, of which the engine must
       * be asked where exports are pending.
       */
      readonly severalPartitions?: readonly string[];
      /** Only where the configuration says anything of it: when the run is tried again if it fails. */
      readonly retry?: RetryPolicy;
      /** Only if there are any: what the run is judged by. */
      readonly thresholds?: RunThresholds;
      /** What is staged is to be judged before this synchronization: somebody else may have imported it. */
      readonly judgeStaged?: true;
      /** Only for an export of which an operator has approved something: as much may run. */
      readonly approved?: readonly ExportFigures[];
      /** Only if a controller is to be asked before and after the run: which. */
      readonly controlled?: Controlled;
    }
  /**
   * An equal request was waiting already, so that one run does the work of both. The answer comes when it has ended; to a
   * request that repeats and would hasten nothing, at once and without an outcome.
   */
  | {
      readonly kind: 'coalesced';
      /** The workflow id of the cycle that carried the work. */
      readonly into: string;
      readonly runProfile: string;
      readonly outcome?: RunOutcome;
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string };

/** The answer that lets a cycle run something: a lease, and what the run is judged by. */
export type Granted = Extract<RunLockAnswer, { kind: 'granted' }>;

/** Why a request is refused. */
export type RefusalCode =
  | 'unknown-management-agent'
  | 'unknown-run-profile'
  | 'unknown-partition'
  | 'no-run-profile'
  /** The configuration says that this is never done on this partition. */
  | 'not-wanted'
  | 'management-agent-disabled'
  /** An operator, or a threshold, has stopped it. */
  | 'management-agent-stopped'
  | 'server-stopped'
  /** An operator has taken it out of the queue. */
  | 'removed'
  /** An operator has rejected an export that was held. */
  | 'export-rejected';
