import type { StepType } from '../management-agent/management-agent.js';

/** Objects that an import step staged in the connector space, by operation. */
export interface StagingCounters {
  readonly noChange: number;
  readonly add: number;
  readonly update: number;
  readonly rename: number;
  readonly delete: number;
  readonly deleteAdd: number;
  readonly failure: number;
}

/** Objects that an export step wrote to the connected directory, by operation. */
export interface ExportCounters {
  readonly add: number;
  readonly update: number;
  readonly rename: number;
  readonly delete: number;
  readonly deleteAdd: number;
  readonly failure: number;
}

/** An export step that wrote nothing. */
export const NOTHING_EXPORTED: ExportCounters = {
  add: 0,
  update: 0,
  rename: 0,
  delete: 0,
  deleteAdd: 0,
  failure: 0,
};

/** An import step that staged nothing. */
export const NOTHING_STAGED: StagingCounters = { noChange: 0, ...NOTHING_EXPORTED };

/** What a synchronization step changed in the connector space of one management agent. */
export interface OutboundChanges {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  /** Objects with a pending export that this step made: every provisioned and connector flow counter but `connector-no-flow`. */
  readonly changes: number;
}

/** One error of a run, shortened to what an operator needs first. */
export interface RunError {
  readonly kind: 'discovery' | 'synchronization' | 'export' | 'metaverse-retry';
  /** The engine's `error-type`, for example `exported-change-not-reimported`. */
  readonly type: string;
  /** The object's distinguished name; empty where the engine names none. */
  readonly dn: string;
  /** The connected directory's own words, where it gave any. */
  readonly detail?: string;
}

/** How often a type of error came up in a step. */
export interface ErrorTypeCount {
  /** As {@link RunError.type}; `other` for all beyond the most frequent ones. */
  readonly type: string;
  readonly count: number;
}

/** One step of a run. */
export interface StepDetails {
  /** 1-based. */
  readonly number: number;
  /** `undefined` for a type that this version does not know. */
  readonly type: StepType | undefined;
  /** The step wrote a drop file, or read one, in place of the connected directory. */
  readonly dropFile?: boolean;
  /** The partition's name, as run history gives it. */
  readonly partition: string;
  /** ISO 8601, UTC. */
  readonly start: string;
  /** ISO 8601, UTC; absent while the step runs. */
  readonly end?: string;
  /** The engine's result string, for example `success` or `in-progress`. */
  readonly result: string;
  /** `x/y` of `completing-referential-updates` and its like. */
  readonly progress?: string;
  readonly staging: StagingCounters;
  readonly export: ExportCounters;
  readonly outbound: readonly OutboundChanges[];
  /** Objects whose inbound synchronization did some work. */
  readonly inboundObjects: number;
  readonly errorCount: number;
  /** The first few of {@link errorCount}. */
  readonly errors: readonly RunError[];
  /** {@link errorCount} by type, the most frequent first; absent where there are none. */
  readonly errorTypes?: readonly ErrorTypeCount[];
}

/** A run of a management agent, read from the engine's run-details XML. */
export interface RunDetails {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  /** Counts up per management agent. */
  readonly runNumber: number;
  readonly runProfile: string;
  /** The account that started the run, as the engine records it. */
  readonly initiator: string;
  /** In the order in which they ran (the XML lists them newest first). */
  readonly steps: readonly StepDetails[];
}

/** Objects that an import staged: everything but "no change" and failures. */
export function stagedChanges(counters: StagingCounters): number {
  return counters.add + counters.update + counters.rename + counters.delete + counters.deleteAdd;
}

/** Objects that an export changed: failures changed nothing. */
export function exportedChanges(counters: ExportCounters): number {
  return counters.add + counters.update + counters.rename + counters.delete + counters.deleteAdd;
}
