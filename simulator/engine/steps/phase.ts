import type { RunProfileStep } from '../../../domain/management-agent/management-agent.js';
import type { StepFaults } from '../../faults/step-faults.js';
import type { PhaseKind } from '../durations.js';
import type { EngineState } from '../engine-state.js';
import type { StepRecord } from '../run-record.js';

/** What a phase needs to know of the step that it belongs to. */
export interface StepContext {
  readonly state: EngineState;
  readonly managementAgentId: string;
  readonly definition: RunProfileStep;
  readonly record: StepRecord;
  readonly faults: StepFaults;
  readonly now: () => number;
}

/** What a step says of itself while it works, where it is not simply `in-progress`. */
export interface StepStatus {
  readonly result: 'completing-referential-updates' | 'completing-obsoletion';
  /** `x/y`. */
  readonly progress: string;
}

/**
 * A piece of a step that works on objects one by one: the import, the synchronization or the export of it. The list of
 * objects is fixed when the phase begins.
 */
export interface Phase {
  readonly kind: PhaseKind;
  readonly objects: number;
  /** How long it takes, in milliseconds of the real engine; absent = by its kind and the number of its objects. */
  readonly milliseconds?: number;
  /** The engine calls the management agent idle meanwhile. */
  readonly saysIdle?: boolean;
  /** What the step says of itself before it works on an object. */
  status?(index: number): StepStatus | undefined;
  /**
   * Works on one object.
   * @returns the engine's result string if the step must stop before this object
   */
  work(index: number): string | undefined;
  /**
   * Called when all objects are done, and not when the step was stopped.
   * @returns the engine's result string for a step to which nothing worse happens, where it is not `success`
   */
  finish(): string | undefined;
}
