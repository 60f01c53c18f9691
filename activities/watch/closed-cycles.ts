import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { CERTAIN_FOR_MS } from '../run/current-attempt.js';

/** Beyond what an attempt may take for granted: for an order on its way to the engine, and clocks that differ. Milliseconds. */
const GRACE_MS = 2_000;

/**
 * Whether a cycle has ended, or is not known to Temporal (any more), and nothing is started in its name any more: one that
 * was terminated leaves an attempt behind that does not know yet.
 */
export async function isClosed(client: Client, cycle: string): Promise<boolean> {
  try {
    const { status, closeTime } = await client.workflow.getHandle(cycle).describe();
    if (status.name === 'RUNNING') return false;
    return closeTime === undefined || Date.now() - closeTime.getTime() > CERTAIN_FOR_MS + GRACE_MS;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

/** Which of these cycles have ended, as above. One is asked after the other: there may be many. */
export async function closedAmong(
  cycles: readonly string[],
  isOneClosed: (cycle: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const cycle of cycles) if (await isOneClosed(cycle)) closed.push(cycle);
  return closed;
}
