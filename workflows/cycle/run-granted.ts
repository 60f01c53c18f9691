import { ActivityCancellationType, CancellationScope } from '@temporalio/workflow';
import { runErrorCount, runResult, summarizeRun } from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { RunLockAnswer, RunOutcome } from '../../domain/run-lock/messages.js';
import { isFailure } from '../../domain/run-result.js';
import type { CycleContext, OpenStep } from './context.js';
import { judge } from './judge.js';

/** A run may take hours; a worker that is gone is noticed within this time. */
const HEARTBEAT_TIMEOUT = '10 seconds';

type Granted = Extract<RunLockAnswer, { kind: 'granted' }>;

/** Runs what was granted. The lease goes back with the outcome; if nobody knows it, the run lock asks the engine. */
export async function runGranted(context: CycleContext, granted: Granted, step: OpenStep): Promise<void> {
  const { engine, progress, runLock, workflowId } = context;
  const { token, managementAgentId, managementAgentName, runProfile } = granted;
  progress.lineage = granted.lineage ?? progress.lineage;
  step.state = 'running';
  context.show();
  const giveBack = (ended: RunOutcome) => runLock.giveBack({ cycle: workflowId, token, outcome: ended });
  try {
    const ran = await engine.runProfile.executeWithOptions(
      {
        summary: `${managementAgentName}: ${runProfile}`,
        startToCloseTimeout: '7 days',
        heartbeatTimeout: HEARTBEAT_TIMEOUT,
        cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      },
      [
        {
          managementAgentId,
          managementAgentName,
          runProfile,
          ...(granted.lastKnownRunNumber === undefined
            ? {}
            : { lastKnownRunNumber: granted.lastKnownRunNumber }),
        },
      ],
    );
    step.state = 'finished';
    const { unmanagedRuns } = ran;
    if (ran.kind === 'not-started') {
      giveBack({ result: ran.result, summary: '', errorCount: 0, unmanagedRuns });
      step.note = `The engine did not start it: ${ran.result}`;
      progress.failedRuns.push({
        type: ran.result,
        message: `${managementAgentName} did not start ${runProfile}: ${ran.result}`,
      });
    } else {
      giveBack({ ...outcomeOf(ran.details), unmanagedRuns });
      await judge(context, ran.details, step, granted.severalPartitions ?? []);
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
