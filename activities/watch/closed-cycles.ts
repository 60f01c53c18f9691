import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { CycleToLookFor } from '../../domain/run-lock/engine/news.js';
import { CERTAIN_FOR_MS } from '../run/current-attempt.js';

/** Beyond what an attempt may take for granted: for an order on its way to the engine. Milliseconds. */
const GRACE_MS = 2_000;

/** Who asks for a cycle does so every few seconds, and for no longer than it takes to free what it held. Milliseconds. */
const REMEMBERED_FOR_MS = 600_000;

/** How a cycle ends without waiting for its activity: that does not know yet. */
const CUT_OFF: ReadonlySet<string> = new Set(['TERMINATED', 'TIMED_OUT']);

/** Whether a cycle has ended, so that nothing is started in its name any more. */
export type IsClosed = (cycle: CycleToLookFor) => Promise<boolean>;

/**
 * Asks Temporal whether cycles have ended, or are not known to it (any more).
 *
 * The attempt of one that was cut off or deleted may start its run for a moment yet. That moment is counted from when the
 * end was first seen here, by this process alone: Temporal's clock may differ from this machine's by more than it lasts,
 * and of a deleted cycle nobody tells when it ended. Who asks must ask again.
 */
export function closedCyclesOf(client: Client): IsClosed {
  const cutOffSince = new Map<string, number>();

  function nothingStartsAnyMore(cycle: string): boolean {
    const now = performance.now();
    for (const [of, since] of cutOffSince) if (now - since > REMEMBERED_FOR_MS) cutOffSince.delete(of);
    const since = cutOffSince.get(cycle) ?? now;
    cutOffSince.set(cycle, since);
    return now - since > CERTAIN_FOR_MS + GRACE_MS;
  }

  return async ({ cycle, mayBeStarting }) => {
    try {
      const { status } = await client.workflow.getHandle(cycle).describe();
      if (CUT_OFF.has(status.name)) return nothingStartsAnyMore(cycle);
      cutOffSince.delete(cycle);
      return status.name !== 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return !mayBeStarting && nothingStartsAnyMore(cycle);
      throw error;
    }
  };
}

/** Which of these cycles have ended, as above. One is asked after the other: there may be many. */
export async function closedAmong(
  cycles: readonly CycleToLookFor[],
  isClosed: IsClosed,
): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const looked of cycles) if (await isClosed(looked)) closed.push(looked.cycle);
  return closed;
}
