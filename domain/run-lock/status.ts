import type { RunOutcome, Urgency } from './messages.js';

/** What the run lock tells about a sync server: the read model of the API and the console. */
export interface RunLockStatus {
  readonly server: string;
  /** Grows with each change of anything below. */
  readonly version: number;
  /** Whether the engine has been looked at since the run lock started; before that, nothing is granted. */
  readonly engineSeen: boolean;
  readonly managementAgents: readonly ManagementAgentState[];
  readonly running: readonly RunningRun[];
  readonly waiting: readonly WaitingRequest[];
}

export interface ManagementAgentState {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly execution: 'idle' | 'waiting' | 'running';
  readonly lastOutcome?: RunOutcome & {
    readonly runProfile: string;
    readonly cycle: string;
    readonly at: string;
  };
}

export interface RunningRun {
  readonly managementAgent: string;
  readonly runProfile: string;
  /** ISO 8601, UTC: when the lease was granted, or the run was first seen. */
  readonly since: string;
  /** The cycle that holds the lease; absent for a run that somebody else started. */
  readonly cycle?: string;
  readonly token: number;
  readonly reason: string;
}

export interface WaitingRequest {
  readonly requestId: string;
  readonly cycle: string;
  readonly managementAgent: string;
  /** The run profile; or what is wanted, in words, as long as it has not been looked up. */
  readonly runProfile: string;
  readonly urgency: Urgency;
  /** ISO 8601, UTC; absent for a request that has not been looked up in the engine's catalogue yet. */
  readonly since?: string;
  /** 1 = next. */
  readonly position: number;
  readonly reason: string;
  /** What it waits for, by name: `sync engine, held by HR Delta Sync since 10:02:11 UTC`, `2 requests before it in the queue`. */
  readonly waitsFor: readonly string[];
}
