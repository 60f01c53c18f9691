import type { CycleOutcome, CycleStep } from './cycle.js';

/** How a cycle ended in which no run failed, and a sentence that says more. */
export interface CycleEnd {
  readonly outcome: Exclude<CycleOutcome, 'cancelled'>;
  readonly reason?: string;
}

/**
 * How a cycle ended in which no run failed. One that had to leave something undone was refused, even if it did the rest.
 *
 * @param steps what it set out to do, and what came of it
 * @param ring the description of the ring where the convergence guard stopped it
 */
export function endOfCycle(steps: readonly CycleStep[], ring: string | undefined): CycleEnd {
  if (ring !== undefined) return { outcome: 'not-converging', reason: ring };
  const notWanted = steps.length > 0 && steps.every((step) => step.state === 'not-wanted');
  const refused = notWanted ? steps[0] : steps.find((step) => step.state === 'refused');
  if (refused) {
    return { outcome: 'refused', reason: `Left undone: ${refused.wants}. ${refused.note ?? ''}`.trim() };
  }
  if (steps.length > 0 && steps.every((step) => step.state === 'coalesced')) {
    return { outcome: 'coalesced', reason: `Carried by ${steps[0]?.note ?? 'another cycle'}` };
  }
  return { outcome: 'completed' };
}
