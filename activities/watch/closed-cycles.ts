import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { CycleToLookFor } from '../../domain/run-lock/engine/news.js';
import { CERTAIN_FOR_MS } from '../run/current-attempt.js';

/** Beyond what an attempt may take for granted: for an order on its way to the engine, and clocks that differ. Milliseconds. */
const GRACE_MS = 2_000;

/** How a cycle ends without waiting for its activity: that does not know yet. */
const CUT_OFF: ReadonlySet<string> = new Set(['TERMINATED', 'TIMED_OUT']);

/**
 * Whether a cycle has ended, or is not known to Temporal (any more), and nothing is started in its name any more.
 *
 * @param mayBeStarting one that is not found is not there yet
 */
export async function isClosed(client: Client, { cycle, mayBeStarting }: CycleToLookFor): Promise<boolean> {
  try {
    const { status, closeTime } = await client.workflow.getHandle(cycle).describe();
    if (status.name === 'RUNNING') return false;
    if (!CUT_OFF.has(status.name) || closeTime === undefined) return true;
    return Date.now() - closeTime.getTime() > CERTAIN_FOR_MS + GRACE_MS;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return !mayBeStarting;
    throw error;
  }
}

/** Which of these cycles have ended, as above. One is asked after the other: there may be many. */
export async function closedAmong(
  cycles: readonly CycleToLookFor[],
  isOneClosed: (cycle: CycleToLookFor) => Promise<boolean>,
): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const looked of cycles) if (await isOneClosed(looked)) closed.push(looked.cycle);
  return closed;
}
