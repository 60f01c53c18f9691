import type { CycleOutcome, CycleStep } from './cycle.js';

/** How a cycle ended in which no run failed, and a sentence that says more. */
export interface CycleEnd {
  readonly outcome: Exclude<CycleOutcome, 'cancelled'>;
  readonly reason?: string;
}

/**
 * How a cycle ended in which no run failed.
 *
 * @param steps what it set out to do, and what came of it
 * @param ring the description of the ring where the convergence guard stopped it
 */
export function endOfCycle(steps: readonly CycleStep[], ring: string | undefined): CycleEnd {
  if (ring !== undefined) return { outcome: 'not-converging', reason: ring };
  const note = steps[0]?.note;
  if (steps.length > 0 && steps.every((step) => step.state === 'refused')) {
    return { outcome: 'refused', ...(note === undefined ? {} : { reason: note }) };
  }
  if (steps.length > 0 && steps.every((step) => step.state === 'coalesced')) {
    return { outcome: 'coalesced', reason: `Carried by ${note ?? 'another cycle'}` };
  }
  return { outcome: 'completed' };
}
