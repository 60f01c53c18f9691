import { strikeStep, type FaultState, type StepSituation } from './armed-faults.js';
import type { Alterations, FaultOf } from './fault-request.js';

/** What befalls one step. */
export interface StepFaults {
  /** What ends the step's work before its time. */
  readonly interruption?: FaultOf<'step-stopped' | 'hang' | 'engine-crash'>;
  /** So many objects cannot be read. */
  readonly unreadable?: FaultOf<'discovery-errors'>;
  /** So many objects are seen at all. */
  readonly partial?: FaultOf<'partial-import'>;
  readonly slowCompletion?: FaultOf<'slow-completion'>;
  readonly alterations?: Alterations;
}

/** What befalls a step. Each fault that does is counted as having struck. */
export function faultsOfStep(state: FaultState, situation: StepSituation): StepFaults {
  const interruption =
    strikeStep(state, 'engine-crash', situation) ??
    strikeStep(state, 'hang', situation) ??
    strikeStep(state, 'step-stopped', situation);
  const unreadable = strikeStep(state, 'discovery-errors', situation);
  const partial = strikeStep(state, 'partial-import', situation);
  const slowCompletion = strikeStep(state, 'slow-completion', situation);
  const altering = strikeStep(state, 'alters-on-export', situation);
  return {
    ...(interruption ? { interruption } : {}),
    ...(unreadable ? { unreadable } : {}),
    ...(partial ? { partial } : {}),
    ...(slowCompletion ? { slowCompletion } : {}),
    ...(altering ? { alterations: altering.attributes } : {}),
  };
}
