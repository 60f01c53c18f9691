import type { StepType } from '../../domain/management-agent/management-agent.js';
import type { ExportChange } from '../world/connector-space.js';
import type { InboundCounter, OutboundCounter } from '../world/synchronization/counters.js';

/** The staging counters of an import step, in the order of run-history XML. */
export const STAGING_COUNTERS = [
  'stage-no-change',
  'stage-add',
  'stage-update',
  'stage-rename',
  'stage-delete',
  'stage-delete-add',
  'stage-failure',
] as const;

export type StagingCounter = (typeof STAGING_COUNTERS)[number];

/** The export counters of an export step, in the order of run-history XML. */
export const EXPORT_COUNTERS = [
  'export-add',
  'export-update',
  'export-rename',
  'export-delete',
  'export-delete-add',
  'export-failure',
] as const;

export type ExportCounter = (typeof EXPORT_COUNTERS)[number];

/** Counts that are not zero, by name. */
export type Counts<Name extends string> = Partial<Record<Name, number>>;

/** Counts one more. */
export function count<Name extends string>(counts: Counts<Name>, name: Name): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** An object that the directory could not give: an entry of `ma-discovery-errors`. */
export interface DiscoveryErrorRecord {
  readonly type: string;
  readonly dn: string;
  readonly anchor: string;
  readonly literal: string;
}

/** An object that an import or a synchronization failed on: an `import-error`. Times in milliseconds since the epoch. */
export interface ImportErrorRecord {
  readonly objectId: string;
  readonly dn: string;
  readonly type: string;
  readonly algorithmStep: 'staging' | 'import-flow' | 'provisioning';
  readonly occurred: number;
  readonly firstOccurred: number;
  readonly retryCount: number;
  /** What a rules extension would have said. */
  readonly detail?: string;
  readonly notReimported?: {
    readonly change: ExportChange;
    readonly anchor: string;
    readonly objectType: string;
  };
}

/** An object that an export failed on: an `export-error`. */
export interface ExportErrorRecord {
  readonly objectId: string;
  readonly dn: string;
  readonly type: string;
  readonly literal: string;
  readonly occurred: number;
  readonly firstOccurred: number;
  readonly retryCount: number;
}

/** A step of a run as the engine records it while it works. Times in milliseconds since the epoch. */
export interface StepRecord {
  readonly number: number;
  readonly id: string;
  readonly type: StepType;
  readonly dropFile: boolean;
  /** The partition's name, or the id that the definition holds if there is no such partition. */
  readonly partition: string;
  readonly start: number;
  end?: number;
  /** The engine's result string; `in-progress` until {@link end}, or one of `completing-*` shortly before it. */
  result: string;
  /** `x/y` of a `completing-*`. */
  progress?: string;
  readonly staging: Counts<StagingCounter>;
  readonly inbound: Counts<InboundCounter>;
  /** By management agent id. */
  readonly outbound: Record<string, Counts<OutboundCounter>>;
  readonly exports: Counts<ExportCounter>;
  readonly discoveryErrors: DiscoveryErrorRecord[];
  readonly importErrors: ImportErrorRecord[];
  readonly exportErrors: ExportErrorRecord[];
}

/** A run as the engine records it. */
export interface RunRecord {
  readonly managementAgentId: string;
  readonly runNumber: number;
  readonly runProfile: string;
  readonly initiator: string;
  readonly start: number;
  end?: number;
  /** The result of the last step that ran; until {@link end} what that step says of itself. */
  result: string;
  /** The engine crashed in it, and the record stayed as it was: it has no {@link end} and never will. */
  crashed?: true;
  /** In the order in which they ran. */
  readonly steps: StepRecord[];
  /** Grows with every change of the record. */
  version: number;
}

/** The result of a run, or of a step, that goes on. */
export const IN_PROGRESS = 'in-progress';
