import type { ErrorCode } from '../errors.js';
import type { Hold, ManagementAgentState, RunLockStatus, Stopped } from '../run-lock/status.js';

/**
 * What happens at a sync server, for whoever listens. Told by looking at the run lock again and again, so that it is known
 * on any host: what began and ended between two looks is told by its end alone. Times are ISO 8601, UTC.
 */
export type ServerEvent = { readonly time: string } & (
  | RunStarted
  | RunFinished
  | RequestWaits
  /** It no longer waits: it runs, which an event of its own tells, or it was refused, withdrawn or shared. */
  | { readonly kind: 'request-left'; readonly requestId: string; readonly cycle: string }
  /** An export waits for an operator's decision, or its figures have changed. */
  | ({ readonly kind: 'export-held' } & Hold)
  /** It was approved, rejected or withdrawn. */
  | { readonly kind: 'hold-ended'; readonly requestId: string; readonly managementAgent: string }
  /** Whether a management agent may run has changed, or the engine has got a new one. */
  | ({ readonly kind: 'management-agent' } & ControlOfManagementAgent)
  /** The engine has this management agent no longer. */
  | { readonly kind: 'management-agent-removed'; readonly managementAgent: string }
  /** Whether the sync server may run anything has changed. */
  | {
      readonly kind: 'sync-server';
      readonly control: RunLockStatus['control'];
      readonly stopped?: Stopped;
    }
  /** Whether the sync engine answers has changed. */
  | {
      readonly kind: 'engine';
      readonly state: RunLockStatus['engine']['state'];
      readonly since?: string;
      readonly reason?: string;
    }
  /** An operator, or a rule in an operator's place, did something. */
  | { readonly kind: 'control'; readonly by: string; readonly why?: string; readonly what: string }
  /** The status has come to this version, and all that it tells has been told before. */
  | { readonly kind: 'status'; readonly version: number }
  /** The run lock cannot be asked any more: nothing is told until it can be asked `reachable`. */
  | { readonly kind: 'unreachable'; readonly code: ErrorCode; readonly detail: string }
  | { readonly kind: 'reachable' }
);

/** A run has been granted, or one that somebody else started has been seen. */
export interface RunStarted {
  readonly kind: 'run-started';
  readonly managementAgent: string;
  readonly runProfile: string;
  /** Absent until the engine has shown it. */
  readonly runNumber?: number;
  /** Absent for a run that somebody else started. */
  readonly cycle?: string;
  /** Of its lease. */
  readonly token: number;
  readonly reason: string;
}

/** A run has ended, or its lease. */
export interface RunFinished {
  readonly kind: 'run-finished';
  readonly managementAgent: string;
  readonly runProfile: string;
  readonly runNumber?: number;
  readonly cycle?: string;
  /** Of its lease; absent for a run that began and ended between two looks. */
  readonly token?: number;
  /** The engine's result string; with what follows, absent where nobody told: of a run that somebody else started. */
  readonly result?: string;
  readonly summary?: string;
  readonly errorCount?: number;
}

/** Somebody waits for a run, or what is known of it has changed. */
export interface RequestWaits {
  readonly kind: 'request-waiting';
  readonly requestId: string;
  readonly cycle: string;
  readonly managementAgent: string;
  readonly runProfile: string;
  readonly reason: string;
}

/** Whether a management agent may run, and why not. */
export interface ControlOfManagementAgent extends Pick<
  ManagementAgentState,
  'control' | 'error' | 'stopped'
> {
  readonly managementAgent: string;
}
