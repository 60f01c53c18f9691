import { CancellationScope, CancelledFailure } from '@temporalio/workflow';
import { describeFollowUp, followUpsOf } from '../../domain/cycle/follow-ups.js';
import { stillToDo } from '../../domain/cycle/plan.js';
import {
  nameRun,
  runErrorCount,
  runResult,
  runTimes,
  summarizeRun,
} from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import { isFailure } from '../../domain/run-result.js';
import type { CycleContext, OpenStep } from './context.js';
import { follow } from './follow.js';

/** Judges a run that has ended: notes and reports it, and acts on what it made necessary. */
export async function judge(
  context: CycleContext,
  details: RunDetails,
  step: OpenStep,
  severalPartitions: readonly string[],
): Promise<void> {
  const { progress, runLock } = context;
  const { toDo } = progress;
  const result = runResult(details);
  const followUps = followUpsOf(details);
  progress.runs += 1;
  step.run = {
    runProfile: details.runProfile,
    runNumber: details.runNumber,
    result,
    ...runTimes(details),
    summary: summarizeRun(details),
    errorCount: runErrorCount(details),
  };
  step.followUps = followUps.map(describeFollowUp);
  if (isFailure(result)) {
    progress.failedRuns.push({ type: result, message: `${nameRun(details)} ended with ${result}` });
  }
  reportRun(context, details, step.run, step);
  context.show();
  toDo.splice(0, toDo.length, ...stillToDo(toDo, details));
  // A lease that no request of ours follows goes back at once, beside the start of the children.
  const following = follow(context, followUps, nameRun(details), severalPartitions);
  const nothingNext = toDo.length === 0 || CancellationScope.current().consideredCancelled;
  await Promise.all([following, ...(nothingNext ? [runLock.flush()] : [])]);
  if (CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure(`Cancelled during ${nameRun(details)}, which ended with ${result}`);
  }
}

function reportRun(
  { input, workflowId, report }: CycleContext,
  details: RunDetails,
  run: NonNullable<OpenStep['run']>,
  step: OpenStep,
): void {
  report({
    event: 'run-finished',
    time: new Date().toISOString(),
    server: input.server,
    cycle: workflowId,
    managementAgent: details.managementAgentName,
    runProfile: run.runProfile,
    runNumber: run.runNumber,
    result: run.result,
    summary: run.summary,
    reason: step.reason,
    durationMs: Date.parse(run.end) - Date.parse(run.start),
    waitedMs: Date.parse(step.answeredAt ?? step.askedAt) - Date.parse(step.askedAt),
    followUps: step.followUps,
  });
}
