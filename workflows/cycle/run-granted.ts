import { CancellationScope, CancelledFailure } from '@temporalio/workflow';
import { afterStop } from '../../domain/cycle/after-run/after-stop.js';
import { afterRefusedStart, afterRun, type TryRules } from '../../domain/cycle/after-run/after-run.js';
import { triesOf, type ToDo } from '../../domain/cycle/plan.js';
import { DEFAULT_RETRY_POLICY } from '../../domain/cycle/after-run/retry.js';
import { nameRun, runErrorCount, runResult, summarizeRun } from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { Granted, RunOutcome } from '../../domain/run-lock/messages.js';
import { isFailure } from '../../domain/run-result/run-result.js';
import type { CycleContext, OpenStep } from './context.js';
import { actOn, noteRun } from './judge.js';
import { reasonToStop } from './reason-to-stop.js';
import { runOnEngine } from './run-on-engine.js';

/** Runs what was granted. The lease goes back with the outcome; if nobody knows it, the run lock asks the engine. */
export async function runGranted(
  context: CycleContext,
  granted: Granted,
  toDo: ToDo,
  step: OpenStep,
): Promise<void> {
  const { progress, runLock, workflowId } = context;
  const { token, managementAgentName, runProfile } = granted;
  step.state = 'running';
  context.show();
  const giveBack = (ended: RunOutcome) => runLock.giveBack({ cycle: workflowId, token, outcome: ended });
  try {
    const ran = await runOnEngine(context, granted, step);
    step.state = 'finished';
    const { unmanagedRuns } = ran;
    delete step.note;
    const { consideredCancelled } = CancellationScope.current();
    if (ran.kind === 'not-started' && consideredCancelled) {
      giveBack({ result: 'cancelled', summary: '', errorCount: 0, unmanagedRuns, cancelled: true });
      step.note = 'Cancelled before the engine had started it';
      throw new CancelledFailure(`Cancelled before ${runProfile} of ${managementAgentName} had started`);
    }
    const rules: TryRules = {
      retry: granted.retry ?? DEFAULT_RETRY_POLICY,
      tries: triesOf(toDo),
      random: Math.random(),
    };
    if (ran.kind === 'not-started') {
      const after = afterRefusedStart({ managementAgentName, runProfile, result: ran.result }, rules);
      giveBack({ result: ran.result, summary: '', errorCount: 0, unmanagedRuns });
      step.note = `The engine did not start it: ${ran.result}`;
      await actOn(context, after, { toDo, step, what: step.note, severalPartitions: [] });
    } else {
      const { details } = ran;
      const { severalPartitions = [] } = granted;
      const stop = await reasonToStop(context, granted, details, step);
      const after = stop ? afterStop(details, stop) : afterRun(details, rules);
      const runsAgain = after.again ? { runsAgain: true as const } : {};
      giveBack({ ...outcomeOf(details), ...runsAgain, unmanagedRuns, ...(stop ? { stop } : {}) });
      noteRun(context, details, after, step);
      if (stop) progress.toDo = [];
      await actOn(context, after, { toDo, step, what: nameRun(details), severalPartitions });
      if (CancellationScope.current().consideredCancelled) {
        throw new CancelledFailure(
          `Cancelled during ${nameRun(details)}, which ended with ${runResult(details)}`,
        );
      }
    }
  } catch (error) {
    // An activity that ended without a result leaves open whether the engine still runs.
    if (step.state === 'running') giveBack({ result: 'unknown', summary: '', errorCount: 0, mayGoOn: true });
    throw error;
  }
}

/** What the run lock is told of a run that has ended. One that a cancellation stopped was nobody else's run either. */
function outcomeOf(details: RunDetails): RunOutcome {
  const result = runResult(details);
  const stopped = CancellationScope.current().consideredCancelled && isFailure(result);
  return {
    runNumber: details.runNumber,
    result,
    summary: summarizeRun(details),
    errorCount: runErrorCount(details),
    ...(stopped ? { cancelled: true } : {}),
  };
}
