import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { RunLockAnswer } from '../../domain/run-lock/messages.js';
import type { NoStartWindow } from '../../domain/run-lock/no-start/window.js';
import type { RunRules } from '../../domain/run-lock/needs.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import type {
  Audit,
  AuditDifference,
  SimulatedRun,
  TrackedChange,
  Violation,
} from '../../simulator/http-contract.js';
import type { Act } from '../plan/plan.js';

/** Everything that is left of a soak when all is quiet, for the oracle to look at. Times are ISO 8601, UTC. */
export interface SoakRecord {
  readonly servers: readonly ServerRecord[];
  /** As Temporal's histories tell them. */
  readonly cycles: readonly CycleRecord[];
  readonly deeds: readonly Deed[];
  /** When everything that the plan had stopped had been started again. */
  readonly endOfPlan: string;
  /** Processes that ended though nobody killed them. */
  readonly exits: readonly ProcessExit[];
  /** What the API refused though it was right to ask. */
  readonly refusals: readonly Refusal[];
  /** Workflow tasks of run locks that failed. */
  readonly runLockFailures: readonly TaskFailure[];
}

/** What the engine of a sync server says, and what its run lock says at the end. */
export interface ServerRecord {
  readonly server: string;
  readonly managementAgents: readonly ManagementAgent[];
  readonly rules: RunRules;
  /** By name of a management agent: names of those that must not run while it runs. */
  readonly lockLists: Readonly<Record<string, readonly string[]>>;
  /** All for the whole sync server. */
  readonly noStartWindows: readonly NoStartWindow[];
  /** Oldest first. */
  readonly runs: readonly SimulatedRun[];
  readonly violations: readonly Violation[];
  readonly audit: Audit;
  /** What was not at rest when nothing went on any more, before AutoSync was made to look for what was left undone. */
  readonly leftUndone: readonly AuditDifference[];
  /** When that was. */
  readonly leftUndoneAt: string;
  readonly changes: readonly TrackedChange[];
  readonly status: Pick<RunLockStatus, 'running' | 'waiting' | 'hearing'>;
  readonly knowledge: RunLockKnowledge;
}

/** What a run lock knew when it decided, as its histories tell it. */
export interface RunLockKnowledge {
  /** Runs that the watch showed it while they went on, and from when on it knew of them. */
  readonly seen: readonly {
    readonly managementAgentId: string;
    readonly runNumber: number;
    readonly at: string;
  }[];
  /** What it granted, and when it began to decide on that. */
  readonly granted: readonly { readonly requestId: string; readonly at: string }[];
}

/** A cycle, as its history tells it. */
export interface CycleRecord {
  readonly cycle: string;
  readonly server: string;
  /** The name of its management agent, as its id has it. */
  readonly managementAgent: string;
  readonly status: 'open' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';
  /** What its view says, if it completed. */
  readonly outcome?: string;
  /** What its view says beside that. */
  readonly reason?: string;
  /** Why it failed: the failure's type and message. */
  readonly failure?: { readonly type: string; readonly message: string };
  readonly start: string;
  readonly end?: string;
  readonly requests: readonly RequestRecord[];
  readonly grants: readonly GrantRecord[];
  /** Workflow ids. */
  readonly children: readonly string[];
  /** Those of them that Temporal says it has started. */
  readonly startedChildren: readonly string[];
  readonly taskFailures: readonly TaskFailure[];
}

/** What a cycle asked of the run lock, and what came of it. */
export interface RequestRecord {
  readonly id: string;
  readonly exclusive: boolean;
  /** Its parent asked that in its place; this stands for it where the run lock never got to hear of it. */
  readonly insteadOf?: string;
  /** When it was sent to the run lock. */
  readonly askedAt: string;
  readonly answer?: RunLockAnswer;
  /** When the answer arrived. */
  readonly answeredAt?: string;
  readonly withdrawn: boolean;
}

/** A run that a cycle was granted, and what its activity says came of it. */
export interface GrantRecord {
  readonly token: number;
  readonly requestId: string;
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly exclusive: boolean;
  /** When the activity was scheduled. */
  readonly scheduledAt?: string;
  /** The number of the run, if the activity ended with one. */
  readonly runNumber?: number;
  /** The engine's answer, if it did not start the run. */
  readonly notStarted?: string;
  /** The lease was given back. */
  readonly released: boolean;
}

/** A workflow task that failed. */
export interface TaskFailure {
  readonly workflow: string;
  readonly at: string;
  /** Temporal's cause and the message. */
  readonly why: string;
}

/** Something that the plan did, as it came about. */
export interface Deed {
  readonly moment: number;
  readonly act: Act;
  readonly at: string;
  /** When it was over: mended, answered. */
  readonly until?: string;
  /** In words. */
  readonly what: string;
  /** What it met, where the plan only says a place. */
  readonly met?: {
    readonly cycle?: string;
    readonly requestId?: string;
    /** Name. */
    readonly managementAgent?: string;
    readonly runProfile?: string;
    /** The engine's answer to a start that it refused. */
    readonly refused?: string;
  };
}

/** A request to the API that was refused. */
export interface Refusal {
  readonly at: string;
  /** Method and path. */
  readonly request: string;
  /** Of the errors table. */
  readonly code: string;
  readonly detail: string;
}

/** A process that ended by itself. */
export interface ProcessExit {
  readonly process: string;
  readonly at: string;
  /** In words: `exit code 1`. */
  readonly how: string;
  /** Its last lines. */
  readonly said: readonly string[];
}

/** The account under which AutoSync's workers start runs on a simulator. */
export const AUTOSYNC_INITIATOR = 'AUTOSYNC\\worker';

/** The account of somebody else. */
export const SOMEBODY_ELSE = 'FABRIKAM\\administrator';
