import type { StepType } from '../management-agent/management-agent.js';
import { runErrorCount, summarizeRun } from './describe-run.js';
import { exportedChanges, stagedChanges, type RunDetails } from './run-details.js';

/** How far a run has come, small enough to be told every second. */
export interface RunProgress {
  readonly runNumber: number;
  /** The step that runs now, or the last one; 0 = the engine shows none yet. */
  readonly step: number;
  /** Absent for a type that this version does not know. */
  readonly stepType?: StepType;
  readonly partition: string;
  /** The engine's word for the step: `in-progress`, `completing-referential-updates`, or its result. */
  readonly result: string;
  /** `x/y` of a `completing-*`. */
  readonly completing?: string;
  /** Objects so far, over all steps. */
  readonly staged: number;
  readonly exported: number;
  /** Objects whose inbound synchronization did some work. */
  readonly synchronized: number;
  /** Pending exports that were made. */
  readonly outbound: number;
  readonly errors: number;
  /** The same in words. */
  readonly summary: string;
}

/** How far a run has come. */
export function progressOf(run: RunDetails): RunProgress {
  const { steps } = run;
  const last = steps.at(-1);
  const sum = (of: (step: RunDetails['steps'][number]) => number) =>
    steps.reduce((total, step) => total + of(step), 0);
  return {
    runNumber: run.runNumber,
    step: last?.number ?? 0,
    ...(last?.type === undefined ? {} : { stepType: last.type }),
    partition: last?.partition ?? '',
    result: last?.result ?? 'in-progress',
    ...(last?.progress === undefined ? {} : { completing: last.progress }),
    staged: sum((step) => stagedChanges(step.staging)),
    exported: sum((step) => exportedChanges(step.export)),
    synchronized: sum((step) => step.inboundObjects),
    outbound: sum((step) => step.outbound.reduce((changes, target) => changes + target.changes, 0)),
    errors: runErrorCount(run),
    summary: summarizeRun(run),
  };
}
