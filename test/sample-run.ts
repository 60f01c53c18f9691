import type { ManagementAgent, StepType } from '../domain/management-agent/management-agent.js';
import type {
  ExportCounters,
  RunDetails,
  StagingCounters,
  StepDetails,
} from '../domain/run-history/run-details.js';

/** What a step of a sample run did; what is not said is nothing, with the result `success`, on partition `default`. */
export interface SampleStepDetails {
  readonly type: StepType | undefined;
  readonly partition?: string;
  readonly result?: string;
  readonly staged?: Partial<StagingCounters>;
  readonly exported?: Partial<ExportCounters>;
  /** Changes made for each management agent. */
  readonly outbound?: readonly (readonly [ManagementAgent, number])[];
  readonly inboundObjects?: number;
  readonly errorCount?: number;
  readonly dropFile?: boolean;
}

/** A run of a management agent that has ended. Step 1 is the first; each takes ten seconds. */
export function sampleRun(ma: ManagementAgent, ...steps: readonly SampleStepDetails[]): RunDetails {
  return {
    managementAgentId: ma.id,
    managementAgentName: ma.name,
    runNumber: 7,
    runProfile: 'sample',
    initiator: 'FABRIKAM\\svc-autosync',
    steps: steps.map(sampleStepDetails),
  };
}

function sampleStepDetails(step: SampleStepDetails, index: number): StepDetails {
  return {
    number: index + 1,
    type: step.type,
    ...(step.dropFile === undefined ? {} : { dropFile: step.dropFile }),
    partition: step.partition ?? 'default',
    start: sampleTime(index * 10),
    end: sampleTime(index * 10 + 10),
    result: step.result ?? 'success',
    staging: {
      noChange: 0,
      add: 0,
      update: 0,
      rename: 0,
      delete: 0,
      deleteAdd: 0,
      failure: 0,
      ...step.staged,
    },
    export: { add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0, ...step.exported },
    outbound: (step.outbound ?? []).map(([target, changes]) => ({
      managementAgentId: target.id,
      managementAgentName: target.name,
      changes,
    })),
    inboundObjects: step.inboundObjects ?? 0,
    errorCount: step.errorCount ?? 0,
    errors: [],
  };
}

function sampleTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
