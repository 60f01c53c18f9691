import type { Client } from '@temporalio/client';
import { runLockId } from '../../domain/naming.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { readCycle } from './cycle-record.js';
import type { History } from './history.js';
import type { CycleRecord } from './soak-record.js';

/** Histories that are read side by side. */
const AT_ONCE = 8;

/** `autosync/<server>/cycle/<management agent>/<unique>`; a management agent's name may hold a slash. */
const CYCLE_ID = /^autosync\/([^/]+)\/cycle\/(.+)\/[^/]+$/;

/** Reads every cycle of every sync server out of Temporal's histories. */
export async function readCycles(client: Client): Promise<readonly CycleRecord[]> {
  const listed = client.workflow.list({ query: `WorkflowType = '${CYCLE_WORKFLOW}'` });
  const cycles: CycleRecord[] = [];
  const histories = listed.intoHistories({ concurrency: AT_ONCE });
  for await (const { workflowId: cycle, history } of histories) {
    const [, server = '', managementAgent = ''] = CYCLE_ID.exec(cycle) ?? [];
    cycles.push(readCycle({ cycle, server, managementAgent }, history as History));
  }
  return cycles;
}

/** The histories of the run locks, in all their runs; by workflow id and number of the run. */
export async function readRunLockHistories(
  client: Client,
  servers: readonly string[],
): Promise<readonly { readonly workflow: string; readonly history: History }[]> {
  const histories: { readonly workflow: string; readonly history: History }[] = [];
  for (const server of servers) {
    const query = `WorkflowId = '${runLockId(server)}'`;
    for await (const { workflowId: workflow, history } of client.workflow.list({ query }).intoHistories()) {
      histories.push({ workflow, history: history as History });
    }
  }
  return histories;
}
