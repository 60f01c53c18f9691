import type { Alterations, Fault } from './faults/fault-request.js';

/**
 * The HTTP interface of the simulator, as its clients see it: the sync-engine adapter (first part) and the demo,
 * rehearsals and tests (second part). JSON in and out, on loopback only; errors are
 * `{code, message}` with a code of `domain/errors.ts` and its HTTP status.
 *
 * Engine, through the adapter:
 * - `GET  /engine/management-agents` → `ManagementAgent[]`
 * - `GET  /engine/status` → `ManagementAgentStatus[]`
 * - `GET  /engine/management-agents/:id/status` → `ManagementAgentStatus`
 * - `POST /engine/management-agents/:id/start` `{runProfile, initiator}` → `StartAnswer`
 * - `POST /engine/management-agents/:id/stop` → `{result}`
 * - `GET  /engine/management-agents/:id/runs?limit=L&before=N` → the run-details XML of each, `string[]`: the newest `L`
 *   runs that the history has, of those with a number below `N` if it is given
 * - `GET  /engine/management-agents/:id/runs/:number/progress?version=V&timeoutMs=T&quietMs=Q` → {@link RunProgress};
 *   answers at once if the run has ended, after `Q` milliseconds (0 if absent) as soon as its version is not `V`, and
 *   after `T` milliseconds in any case (long poll)
 * - `GET  /engine/management-agents/:id/runs/:number/xml` → the run-details XML
 * - `GET  /engine/management-agents/:id/pending` → `PendingCounts[]`
 *
 * Everything else:
 * - `GET  /health` → {@link SimulatorHealth}
 * - `GET  /history` → {@link SimulatedRun}[], oldest first
 * - `GET  /violations` → {@link Violation}[]
 * - `GET  /audit` → {@link Audit}
 * - `GET  /not-simulated` → `NotSimulated[]`
 * - `GET  /changes` → {@link TrackedChange}[]
 * - `POST /changes` {@link ChangeRequest} → `TrackedChange[]`
 * - `POST /fill` {@link FillRequest} → `{objects}`
 * - `GET  /faults` → {@link ArmedFaultView}[], in the order in which they were armed
 * - `POST /faults` `FaultRequest` of `faults/fault-request.ts` → {@link ArmedFaultView}
 * - `DELETE /faults/:id`, `DELETE /faults`
 * - `POST /run-profiles/rename` `{managementAgent, from, to}` → 204: somebody renames a run profile
 * - `POST /crash` `{recorded?, downSeconds?}` → `{runs}`: the engine crashes now, with so many runs
 * - `GET  /directories/:ma?objectType=…` → {@link DirectoryObject}[]
 * - `POST /directories/:ma/objects` `{objectType, partition?, dn?, attributes}` → `DirectoryObject`
 * - `PATCH /directories/:ma/objects/:anchor` `{attributes?, dn?, faults?}` → `DirectoryObject`
 * - `DELETE /directories/:ma/objects/:anchor`
 */

/** A run's progress. The version grows with each change, so that a client can wait for the next. */
export interface RunProgress {
  readonly version: number;
  /** The engine says that it works on this run. */
  readonly busy: boolean;
  readonly final: boolean;
  /** The run-details XML as it is now. */
  readonly xml: string;
}

export interface SimulatorHealth {
  readonly server: string;
  readonly managementAgents: number;
  readonly speed: number;
  readonly running: number;
}

/** One step of {@link SimulatedRun}. */
export interface SimulatedStep {
  readonly type: string;
  readonly partition: string;
  readonly start: string;
  readonly end?: string;
  readonly result: string;
}

/** One run, as the engine's own record of what happened when. Times are ISO 8601 with milliseconds, UTC. */
export interface SimulatedRun {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  readonly runNumber: number;
  readonly runProfile: string;
  readonly initiator: string;
  readonly start: string;
  readonly end?: string;
  readonly result: string;
  readonly steps: readonly SimulatedStep[];
}

/** An engine rule that somebody broke. */
export interface Violation {
  readonly at: string;
  readonly rule:
    | 'one-run-per-management-agent'
    | 'one-synchronization'
    | 'mim-service-delta-import-beside-sync';
  readonly managementAgent: string;
  readonly runProfile: string;
  /** Names the other run. */
  readonly message: string;
}

/** One place where the world is not at rest or not consistent. */
export interface AuditDifference {
  readonly kind:
    | 'not-imported'
    | 'pending-import'
    | 'pending-export'
    | 'unconfirmed-export'
    | 'missing-object'
    | 'unexpected-object'
    /** The rules would join or project it, and it hangs together with nothing. */
    | 'not-connected'
    | 'attribute-differs';
  readonly managementAgent: string;
  readonly dn: string;
  readonly attribute?: string;
  readonly expected?: string;
  readonly actual?: string;
}

export interface Audit {
  /** Nothing runs, and nothing is staged, pending, unconfirmed or not yet imported. */
  readonly atRest: boolean;
  /** Each connected directory holds what the flows say. */
  readonly consistent: boolean;
  /** The first 200 of {@link differenceCount}. */
  readonly differences: readonly AuditDifference[];
  readonly differenceCount: number;
}

/** A change that somebody made in a connected directory, and when it had arrived everywhere. */
export interface TrackedChange {
  readonly id: number;
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  readonly partition: string;
  readonly kind: 'add' | 'modify' | 'rename' | 'delete';
  readonly dn: string;
  readonly at: string;
  /** When nothing that it caused was left to import, synchronize, export or confirm. */
  readonly settledAt?: string;
}

/** Makes seeded random changes in directories that are a source of something. Same seed, same changes. */
export interface ChangeRequest {
  readonly count: number;
  readonly seed: number;
  /** Names or ids; absent = every directory that is a source. */
  readonly managementAgents?: readonly string[];
  readonly kinds?: readonly TrackedChange['kind'][];
}

/** Fills the directories with seeded objects that join and project as the configuration says. */
export interface FillRequest {
  readonly objectsPerManagementAgent: number;
  readonly seed: number;
}

/** A fault that was armed. */
export interface ArmedFaultView {
  readonly id: number;
  readonly fault: Fault;
  /** How often it has struck. */
  readonly struck: number;
  /** It strikes no more. */
  readonly spent: boolean;
  /** What it struck last; empty for an answer that came late. */
  readonly last?: {
    readonly managementAgent?: string;
    readonly runProfile?: string;
    readonly runNumber?: number;
    readonly step?: number;
  };
  /** When the engine answers again. */
  readonly until?: string;
}

/** What makes a directory object fail: in discovery, in synchronization, or when it is exported. */
export interface ObjectFaults {
  readonly discovery?: string;
  readonly synchronization?: string;
  readonly export?: string;
  /**
   * The directory makes other values of those that an export writes: by attribute, or a list of attributes that it
   * upper-cases.
   */
  readonly altersOnExport?: Alterations | readonly string[];
}

export type AttributeValue = string | readonly string[];

export interface DirectoryObject {
  /** Identifies the object for its life in this directory. */
  readonly anchor: string;
  readonly dn: string;
  readonly objectType: string;
  readonly partition: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly faults?: ObjectFaults;
}
