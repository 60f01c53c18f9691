import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { cycleId, runLockId } from '../../domain/naming.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import type { Stroke } from '../plan/plan.js';
import type { Deed } from '../records/soak-record.js';
import type { Stage } from '../stage/stage.js';

const RETRY_MS = 300;

/**
 * Strikes, and mends what it has struck. Strokes on the same thing follow one another.
 *
 * @returns what it met
 */
export async function strike(stage: Stage, stroke: Stroke, signal: AbortSignal): Promise<Deed['met']> {
  switch (stroke.kind) {
    case 'kill':
      await stage.actor(stroke.victim).kill(stroke.downMs);
      return {};
    case 'hold':
      await stage.actor(stroke.victim).hold(stroke.heldMs);
      return {};
    case 'cut': {
      const network = stage.network(stroke.from, stroke.to);
      if (stroke.silent) network.hush();
      else network.cut();
      await delay(stroke.cutMs, undefined, { signal });
      network.mend();
      return {};
    }
    case 'lose-answer': {
      const server = stage.servers.find(({ id }) => id === stroke.server);
      await server?.simulator.armFault({ kind: 'answer-lost', how: stroke.how, times: 1, seed: 1 });
      return {};
    }
    case 'terminate-cycle':
      return await untilTemporalAnswers(signal, () => terminateCycle(stage, stroke.server, stroke.place));
    case 'terminate-run-lock':
      return await untilTemporalAnswers(signal, () => terminate(stage, runLockId(stroke.server)));
  }
}

/** On what a stroke strikes: those on the same thing must follow one another. */
export function struckBy(stroke: Stroke): string {
  switch (stroke.kind) {
    case 'kill':
    case 'hold':
      return JSON.stringify(stroke.victim);
    case 'cut':
      return `${JSON.stringify(stroke.from)} to ${JSON.stringify(stroke.to)}`;
    case 'terminate-cycle':
    case 'terminate-run-lock':
    case 'lose-answer':
      return stroke.server;
  }
}

async function terminateCycle(stage: Stage, server: string, place: number): Promise<Deed['met']> {
  const open: string[] = [];
  const query = `WorkflowType = '${CYCLE_WORKFLOW}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of stage.temporal.workflow.list({ query })) {
    if (workflowId.startsWith(cycleId(server, '', '').slice(0, -1))) open.push(workflowId);
  }
  const cycle = open.toSorted()[place % open.length];
  if (cycle === undefined) return {};
  return (await terminate(stage, cycle)) ? { cycle } : {};
}

/** @returns what was terminated; `undefined` if it had gone */
async function terminate(stage: Stage, workflowId: string): Promise<Deed['met']> {
  try {
    await stage.temporal.workflow.getHandle(workflowId).terminate('The soak terminates it');
    return { cycle: workflowId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Temporal may be dead or held at this moment. */
async function untilTemporalAnswers<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      signal.throwIfAborted();
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
