import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** Whether a cycle has ended, or is not known to Temporal (any more). */
export async function isClosed(client: Client, cycle: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(cycle).describe();
    return status.name !== 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

/** Which of these cycles have ended. One is asked after the other: there may be many. */
export async function closedAmong(
  cycles: readonly string[],
  isOneClosed: (cycle: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const cycle of cycles) if (await isOneClosed(cycle)) closed.push(cycle);
  return closed;
}
