import { CancellationScope } from '@temporalio/workflow';
import { describeAgain, type AfterRun } from '../../domain/cycle/after-run/after-run.js';
import { noteNotReimported } from '../../domain/cycle/after-run/not-reimported.js';
import { describeFollowUp } from '../../domain/cycle/after-run/follow-ups.js';
import { onceMore, stillToDo, type ToDo } from '../../domain/cycle/plan.js';
import { runErrorCount, runResult, runTimes, summarizeRun } from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { CycleContext, OpenStep } from './context.js';
import { follow } from './follow.js';

/** Notes and reports a run that has ended, and what it has done of what was still to be done. */
export function noteRun(context: CycleContext, details: RunDetails, after: AfterRun, step: OpenStep): void {
  const { progress } = context;
  progress.runs += 1;
  progress.toDo = stillToDo(progress.toDo, details);
  progress.notReimported = noteNotReimported(progress.notReimported, details);
  step.run = {
    runProfile: details.runProfile,
    runNumber: details.runNumber,
    result: runResult(details),
    ...runTimes(details),
    summary: summarizeRun(details),
    errorCount: runErrorCount(details),
  };
  step.followUps = describeAfter(after);
  reportRun(context, details, step.run, step);
}

/** Acts on what was decided after a run, or after a start that was refused. */
export async function actOn(
  context: CycleContext,
  after: AfterRun,
  {
    toDo,
    step,
    what,
    severalPartitions,
  }: {
    /** What was run. */
    readonly toDo: ToDo;
    readonly step: OpenStep;
    /** The run, in words. */
    readonly what: string;
    /** Ids of management agents of which the engine must be asked where exports are pending. */
    readonly severalPartitions: readonly string[];
  },
): Promise<void> {
  const { progress, runLock } = context;
  step.followUps = describeAfter(after);
  if (after.failure) progress.failures.push(after.failure);
  if (after.errors !== undefined) progress.errors.push(after.errors);
  context.show();
  // A lease that no request of ours follows goes back at once, beside the start of the children.
  const following = follow(context, after.followUps, what, severalPartitions);
  if (after.again) progress.toDo = [onceMore(toDo, after.again), ...progress.toDo];
  const nothingNext = progress.toDo.length === 0 || CancellationScope.current().consideredCancelled;
  await Promise.all([following, ...(nothingNext ? [runLock.flush()] : [])]);
}

function describeAfter({ followUps, again }: AfterRun): readonly string[] {
  return [...followUps.map(describeFollowUp), ...(again ? [describeAgain(again)] : [])];
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
