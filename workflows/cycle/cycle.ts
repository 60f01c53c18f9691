import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  proxySinks,
  setCurrentDetails,
  setHandler,
  TemporalFailure,
  upsertSearchAttributes,
  workflowInfo,
  type Sinks,
} from '@temporalio/workflow';
import type { EngineActivities } from '../../activities/contract.js';
import { describeRing, mayContinue } from '../../domain/cycle/convergence.js';
import type { CycleInput, CycleStep, CycleView } from '../../domain/cycle/cycle.js';
import { describeCycle } from '../../domain/cycle/describe-cycle.js';
import { describeStart } from '../../domain/cycle/describe.js';
import { describeFollowUp, followUpsOf, type FollowUp } from '../../domain/cycle/follow-ups.js';
import { endOfCycle } from '../../domain/cycle/outcome.js';
import {
  exportToDo,
  stillToDo,
  toDoFromFollowUp,
  toDoFromStart,
  toDoFromWorkLeft,
  type ToDo,
} from '../../domain/cycle/plan.js';
import type { AutoSyncEvent } from '../../domain/events.js';
import { engineTaskQueue } from '../../domain/naming.js';
import { runErrorCount, runResult, runTimes, summarizeRun } from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import { isFailure } from '../../domain/run-result.js';
import type { RunLockAnswer, RunOutcome, Urgency } from '../../domain/run-lock/messages.js';
import { cycleView } from '../contract.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../cycle-options.js';
import { watchChildCycles } from './child-cycles.js';
import { converseWithRunLock } from './run-lock-conversation.js';

/** How events leave a workflow: the worker writes them out. */
export interface EventSinks extends Sinks {
  events: { report(event: AutoSyncEvent): void };
}

/** A run may take hours; a worker that is gone is noticed within this time. */
const HEARTBEAT_TIMEOUT = '10 seconds';

type Granted = Extract<RunLockAnswer, { kind: 'granted' }>;
/** Why a cycle fails: the engine's result string, or a code of the errors table. */
interface Failure {
  readonly type: string;
  readonly message: string;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One cause, one management agent, carried to the end: runs what it starts with, and whatever that makes necessary,
 * here or in child cycles, until nothing is left.
 *
 * Ends with its {@link CycleView}. A run that failed fails the cycle with the engine's result string as the error's
 * type and the view as its details, after everything that could still be done has been done.
 */
export async function cycle(input: CycleInput): Promise<CycleView> {
  const startedAt = Date.now();
  const { workflowId } = workflowInfo();
  const { events } = proxySinks<EventSinks>();
  const engine = proxyActivities<EngineActivities>({
    taskQueue: engineTaskQueue(input.server),
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });

  const steps: Mutable<CycleStep>[] = [];
  const children = watchChildCycles(show);
  const runLock = converseWithRunLock(input.server);
  const toDo: ToDo[] = [];
  const failedRuns: Failure[] = [];
  let runs = 0;
  /** The longest way of all who share a run of this cycle: two management agents that flip a value cannot hide in others' cycles. */
  let lineage = input.lineage;
  let outcome = 'running';
  let reason: string | undefined;
  let ring: string | undefined;

  function view(): CycleView {
    return {
      server: input.server,
      managementAgent: input.managementAgent,
      cause: input.cause,
      depth: input.lineage.length,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      steps,
      children: children.list,
      runs: runs + children.list.reduce((sum, child) => sum + child.runs, 0),
    };
  }

  function show(): void {
    setCurrentDetails(describeCycle(view()));
  }

  function end(how: string, why?: string): void {
    outcome = how;
    reason = why;
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE_KEYS.outcome, value: how }]);
    show();
    events.report({
      event: 'cycle-finished',
      time: new Date().toISOString(),
      server: input.server,
      cycle: workflowId,
      managementAgent: input.managementAgent,
      outcome: how,
      ...(why === undefined ? {} : { reason: why }),
      depth: input.lineage.length,
      durationMs: Date.now() - startedAt,
      runs: view().runs,
    });
  }

  /** The cycle's end in failure: the type says why, the details hold the view. */
  function failWith(failure: Failure): ApplicationFailure {
    end(failure.type, failure.message);
    return ApplicationFailure.create({ ...failure, nonRetryable: true, details: [view()] });
  }

  /** Acts on what a run made necessary: children start at once, the rest goes to the front of the queue. */
  async function follow(followUps: readonly FollowUp[], cause: string, severalPartitions: readonly string[]) {
    const own = followUps.filter((followUp) => followUp.kind !== 'export');
    toDo.unshift(...own.map(toDoFromFollowUp));
    const exports = followUps.filter((followUp) => followUp.kind === 'export');
    if (exports.length > 0 && !mayContinue(lineage, input.maxDepth)) {
      ring = describeRing(lineage, input.managementAgent);
      return;
    }
    await Promise.all(
      exports.map((target) =>
        children.start({
          server: input.server,
          managementAgent: target.managementAgentName,
          start:
            target.onlyIfPending || severalPartitions.includes(target.managementAgentId)
              ? { kind: 'pending-exports' }
              : { kind: 'run-profile-kind', runProfileKind: 'export' },
          cause: {
            trigger: 'parent-cycle',
            description: `${cause}: ${target.reason}`,
            parentCycle: workflowId,
          },
          lineage: [...lineage, input.managementAgent],
          maxDepth: input.maxDepth,
        }),
      ),
    );
  }

  async function planStart(): Promise<void> {
    const { start, cause } = input;
    const first = toDoFromStart(start, cause.description);
    if (first) {
      toDo.push(first);
    } else if (start.kind === 'pending-exports') {
      const partitions = await engine.partitionsWithPendingExports.executeWithOptions(
        { summary: `Which partitions of ${input.managementAgent} have pending exports?` },
        [{ managementAgent: input.managementAgent }],
      );
      toDo.push(...partitions.map((partition) => exportToDo(partition, cause.description)));
    } else if (start.kind === 'work-left') {
      const partitions = await engine.pendingCounts.executeWithOptions(
        { summary: `What was left undone on ${input.managementAgent}?` },
        [{ managementAgent: input.managementAgent }],
      );
      toDo.push(...toDoFromWorkLeft(partitions));
    } else if (start.kind === 'follow-ups-of-run') {
      const details = await engine.readRun.executeWithOptions(
        { summary: `Read run ${start.runNumber} of ${input.managementAgent}` },
        [{ managementAgent: input.managementAgent, runNumber: start.runNumber }],
      );
      const partitions = await engine.managementAgentsWithSeveralPartitions();
      await follow(followUpsOf(details), describeRun(details), partitions);
    }
  }

  /** Runs what was granted. The lease goes back with the outcome; if nobody knows it, the run lock asks the engine. */
  async function runGranted(granted: Granted, step: Mutable<CycleStep>): Promise<void> {
    const { token, managementAgentId, managementAgentName, runProfile } = granted;
    lineage = granted.lineage ?? lineage;
    step.state = 'running';
    show();
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
        failedRuns.push({
          type: ran.result,
          message: `${managementAgentName} did not start ${runProfile}: ${ran.result}`,
        });
      } else {
        giveBack({ ...outcomeOf(ran.details), unmanagedRuns });
        await judge(ran.details, step, granted.severalPartitions ?? []);
      }
    } catch (error) {
      // An activity that ended without a result leaves open whether the engine still runs.
      if (step.state === 'running')
        giveBack({ result: 'unknown', summary: '', errorCount: 0, mayGoOn: true });
      throw error;
    }
  }

  async function judge(details: RunDetails, step: Mutable<CycleStep>, severalPartitions: readonly string[]) {
    const result = runResult(details);
    const times = runTimes(details);
    const followUps = followUpsOf(details);
    runs += 1;
    step.run = {
      runProfile: details.runProfile,
      runNumber: details.runNumber,
      result,
      ...times,
      summary: summarizeRun(details),
      errorCount: runErrorCount(details),
    };
    step.followUps = followUps.map(describeFollowUp);
    if (isFailure(result)) {
      failedRuns.push({ type: result, message: `${describeRun(details)} ended with ${result}` });
    }
    events.report({
      event: 'run-finished',
      time: new Date().toISOString(),
      server: input.server,
      cycle: workflowId,
      managementAgent: details.managementAgentName,
      runProfile: details.runProfile,
      runNumber: details.runNumber,
      result,
      summary: step.run.summary,
      reason: step.reason,
      durationMs: Date.parse(times.end) - Date.parse(times.start),
      waitedMs: Date.parse(step.answeredAt ?? step.askedAt) - Date.parse(step.askedAt),
      followUps: step.followUps,
    });
    show();
    toDo.splice(0, toDo.length, ...stillToDo(toDo, details));
    // A lease that no request of ours follows goes back at once, beside the start of the children.
    const following = follow(followUps, describeRun(details), severalPartitions);
    const nothingNext = toDo.length === 0 || CancellationScope.current().consideredCancelled;
    await Promise.all([following, ...(nothingNext ? [runLock.flush()] : [])]);
    if (CancellationScope.current().consideredCancelled) {
      throw new CancelledFailure(`Cancelled during ${describeRun(details)}, which ended with ${result}`);
    }
  }

  async function work(): Promise<void> {
    await planStart();
    let urgency = urgencyOfFirst(input);
    for (let next = toDo.shift(); next; next = toDo.shift()) {
      const step: Mutable<CycleStep> = {
        wants: next.wants,
        reason: next.reason,
        state: 'waiting',
        askedAt: new Date().toISOString(),
        followUps: [],
      };
      steps.push(step);
      show();
      // A schedule asks again anyway: its import needs not wait for one that others wait for.
      const repeats = input.cause.trigger === 'schedule' && steps.length === 1;
      const answer = await runLock.ask(next, {
        managementAgent: input.managementAgent,
        urgency,
        trigger: steps.length === 1 ? input.cause.trigger : 'parent-cycle',
        ...(repeats ? { repeats } : {}),
        ...(input.exclusive && steps.length === 1 ? { exclusive: true } : {}),
        ...(lineage.length > 0 ? { lineage } : {}),
      });
      step.answeredAt = new Date().toISOString();
      switch (answer.kind) {
        case 'granted':
          await runGranted(answer, step);
          break;
        case 'coalesced':
          step.state = 'coalesced';
          step.note = answer.outcome
            ? `${answer.into}, which ended with ${answer.outcome.result}`
            : answer.into;
          break;
        case 'refused':
          step.state = answer.code === 'not-wanted' ? 'not-wanted' : 'refused';
          step.note = answer.reason;
          break;
      }
      urgency = 'continuation';
    }
    await runLock.flush();
    await children.allEnded();
  }

  setHandler(cycleView, view);
  show();
  events.report({
    event: 'cycle-started',
    time: new Date().toISOString(),
    server: input.server,
    cycle: workflowId,
    managementAgent: input.managementAgent,
    startsWith: describeStart(input.start),
    trigger: input.cause.trigger,
    cause: input.cause.description,
    depth: input.lineage.length,
  });
  try {
    await work();
  } catch (error) {
    await runLock.flush();
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) {
      end('cancelled', error instanceof Error ? error.message : undefined);
      throw isCancellation(error) ? error : new CancelledFailure('The cycle was cancelled');
    }
    // Anything else is a defect: it fails the workflow task, so that a mended worker can go on with the cycle.
    throw error instanceof TemporalFailure ? failWith(describeFailure(error)) : error;
  }
  const failed = failedRuns[0];
  if (failed) throw failWith(failed);
  const { outcome: how, reason: why } = endOfCycle(steps, ring);
  end(how, why);
  return view();
}

/** What a parent's synchronization caused goes on a cycle that runs already. */
function urgencyOfFirst({ lineage, urgent }: CycleInput): Urgency {
  if (lineage.length > 0) return 'continuation';
  return urgent ? 'immediate' : 'normal';
}

function describeRun(details: RunDetails): string {
  return `${details.runProfile} of ${details.managementAgentName}, run ${details.runNumber}`;
}

/** An activity that failed for good says why in its cause: a code of the errors table, with its sentence. */
function describeFailure(error: TemporalFailure): Failure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? 'internal', message: cause.message };
  return { type: 'internal', message: cause?.message ?? error.message };
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
