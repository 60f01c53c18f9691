import type { FaultOf } from '../../faults/fault-request.js';
import type { Phase, StepContext, StepStatus } from './phase.js';

function completing(result: StepStatus['result'], updates: number) {
  return (index: number): StepStatus => ({ result, progress: `${index}/${updates}` });
}

/**
 * The end of an import that has moved or deleted objects: the references to them are set right. References are plain
 * values here, so all that it does is take time and say so.
 */
export function referentialUpdatePhase({ record }: StepContext): Phase {
  const { staging } = record;
  const updates =
    (staging['stage-rename'] ?? 0) + (staging['stage-delete'] ?? 0) + (staging['stage-delete-add'] ?? 0);
  return {
    kind: 'referential-updates',
    objects: updates,
    status: completing('completing-referential-updates', updates),
    work: () => undefined,
    finish: () => undefined,
  };
}

/** A completion that a fault makes slow. */
export function slowCompletionPhase(fault: FaultOf<'slow-completion'>): Phase {
  return {
    kind: 'referential-updates',
    objects: fault.updates,
    milliseconds: fault.seconds * 1000,
    saysIdle: fault.saysIdle,
    status: completing(fault.result, fault.updates),
    work: () => undefined,
    finish: () => undefined,
  };
}
