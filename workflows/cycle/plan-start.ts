import { sleep } from '@temporalio/workflow';
import { followUpsOf } from '../../domain/cycle/after-run/follow-ups.js';
import { describeStart } from '../../domain/cycle/describe.js';
import { exportToDo, toDoFromStart, toDoFromWorkLeft } from '../../domain/cycle/plan.js';
import { nameRun } from '../../domain/run-history/describe-run.js';
import type { CycleContext, OpenStep } from './context.js';
import { follow } from './follow.js';
import { wholeRun } from './whole-run.js';

/** Works out what a cycle starts with; asks the engine where the start does not say it. */
export async function planStart(context: CycleContext): Promise<void> {
  await pauseFirst(context);
  const { input, engine, progress } = context;
  const { start, cause, managementAgent, managementAgentId = managementAgent } = input;
  const first = toDoFromStart(start, cause.description);
  if (first) {
    progress.toDo = [first];
  } else if (start.kind === 'pending-exports') {
    const partitions = await engine.partitionsWithPendingExports.executeWithOptions(
      { summary: `Which partitions of ${managementAgent} have pending exports?` },
      [{ managementAgent: managementAgentId }],
    );
    progress.toDo = partitions.map((partition) => exportToDo(partition, cause.description));
  } else if (start.kind === 'work-left') {
    const partitions = await engine.pendingCounts.executeWithOptions(
      { summary: `What was left undone on ${managementAgent}?` },
      [{ managementAgent }],
    );
    progress.toDo = toDoFromWorkLeft(partitions);
  } else if (start.kind === 'follow-ups-of-run') {
    const firstPage = await engine.readRun.executeWithOptions(
      { summary: `Read run ${start.runNumber} of ${managementAgent}` },
      [{ managementAgent, runNumber: start.runNumber }],
    );
    const details = await wholeRun(context, firstPage);
    const partitions = await engine.managementAgentsWithSeveralPartitions();
    await follow(context, followUpsOf(details), nameRun(details), partitions);
  }
}

/** Lets the pause pass of a cycle that carries what has come too long a way. */
async function pauseFirst({ input, progress, show }: CycleContext): Promise<void> {
  const { pauseMs = 0, start, cause } = input;
  if (pauseMs === 0) return;
  const pause: OpenStep = {
    wants: describeStart(start),
    reason: cause.description,
    state: 'waiting-to-retry',
    askedAt: new Date().toISOString(),
    note: `until ${new Date(Date.now() + pauseMs).toISOString()}`,
    followUps: [],
  };
  progress.steps.push(pause);
  show();
  await sleep(pauseMs, { summary: 'It has come too long a way: it goes on slowly' });
  progress.steps.pop();
  show();
}
