import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';

/**
 * The workflow ids of the cycles of a sync server that are open now, as far as Temporal lists them yet.
 *
 * @param startedBefore of what a webhook has started for later, only that whose time has come by then if `begun` is true
 */
export async function openCyclesOf(
  client: Client,
  server: string,
  startedBefore: Date,
  begun = false,
): Promise<readonly string[]> {
  const cycles: string[] = [];
  const query = [
    `WorkflowType = '${CYCLE_WORKFLOW}'`,
    "ExecutionStatus = 'Running'",
    `${SEARCH_ATTRIBUTES.server} = '${server}'`,
    `StartTime < '${startedBefore.toISOString()}'`,
    ...(begun ? [`ExecutionTime < '${startedBefore.toISOString()}'`] : []),
  ].join(' AND ');
  for await (const { workflowId } of client.workflow.list({ query })) cycles.push(workflowId);
  return cycles;
}
