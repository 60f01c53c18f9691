import type { ExportFigures } from '../thresholds/judge-pending-exports.js';
import type { ErrorState } from './control.js';
import type { RunOutcome, Urgency } from './messages.js';
import type { RunRules } from './needs.js';
import type { LockPolicy } from './state.js';

/** What the run lock tells about a sync server: the read model of the API and the console. */
export interface RunLockStatus {
  readonly server: string;
  /** Grows with each change of anything below. */
  readonly version: number;
  /** Whether the engine has been looked at since the run lock started; before that, nothing is granted. */
  readonly engineSeen: boolean;
  /** `down`: it does not answer; nothing is granted meanwhile. */
  readonly engine: {
    readonly state: 'not-seen' | 'up' | 'down';
    /** Since when it is down; ISO 8601, UTC. */
    readonly since?: string;
    readonly reason?: string;
  };
  readonly control: 'started' | 'stopped';
  /** By whom, when and why the server was stopped. */
  readonly stopped?: Stopped;
  readonly policy: LockPolicy;
  readonly runMode: RunRules['runMode'];
  /** Cycles that a run lock which started from nothing has yet to hear before it grants anything. */
  readonly hearing: readonly string[];
  readonly managementAgents: readonly ManagementAgentState[];
  /** Names and ids under which the configuration has settings, and which the engine does not have: those settings do nothing. */
  readonly unknownInConfiguration?: readonly string[];
  readonly running: readonly RunningRun[];
  readonly waiting: readonly WaitingRequest[];
  /** Exports that wait for an operator's decision, the oldest first. They are among those that wait, too. */
  readonly holds: readonly Hold[];
  /** Of so much no export of the partition is held: an operator has approved it once and for all. */
  readonly raised: readonly Raised[];
  /** What operators did, the newest last. */
  readonly controls: readonly {
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly by: string;
    readonly why?: string;
    /** In words: `management agent HR stopped`. */
    readonly what: string;
  }[];
}

/** An export of which too much is pending. */
export interface Hold {
  readonly requestId: string;
  readonly cycle: string;
  readonly managementAgent: string;
  readonly runProfile: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Which threshold is reached, and by how much. */
  readonly reason: string;
  /** Of the partitions in which a threshold is reached. */
  readonly figures: readonly ExportFigures[];
}

/** What an operator has approved once and for all. */
export interface Raised extends ExportFigures {
  readonly managementAgent: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly why?: string;
}

/** By whom, when and why something was stopped. */
export interface Stopped {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly why?: string;
}

export interface ManagementAgentState {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** `stopping`: it is stopped, and its last run goes on to its end. */
  readonly control: 'started' | 'stopping' | 'stopped' | 'disabled';
  readonly execution: 'idle' | 'waiting' | 'running';
  /** Why it was stopped, if it was not an operator. */
  readonly error?: ErrorState;
  readonly stopped?: Stopped;
  readonly lastOutcome?: RunOutcome & {
    readonly runProfile: string;
    readonly cycle: string;
    readonly at: string;
  };
}

export interface RunningRun {
  readonly managementAgent: string;
  readonly runProfile: string;
  /** Absent if no number of this management agent is known yet. */
  readonly runNumber?: number;
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
