import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** Which of these cycles have ended, or are not known to Temporal (any more). */
export async function closedAmong(client: Client, cycles: readonly string[]): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const cycle of cycles) {
    try {
      const { status } = await client.workflow.getHandle(cycle).describe();
      if (status.name !== 'RUNNING') closed.push(cycle);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      closed.push(cycle);
    }
  }
  return closed;
}
