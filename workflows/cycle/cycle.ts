import {
  CancellationScope,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  proxySinks,
  setHandler,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { EngineActivities } from '../../activities/contract.js';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { describeStart } from '../../domain/cycle/describe.js';
import { endOfCycle } from '../../domain/cycle/outcome.js';
import { engineTaskQueue } from '../../domain/naming.js';
import { cycleView, finishRunThenStop } from '../contract.js';
import { watchChildCycles } from './child-cycles.js';
import { noProgress, showInWebUi, viewOf, type CycleContext, type EventSinks } from './context.js';
import { describeFailure, end, failWith } from './end.js';
import { planStart } from './plan-start.js';
import { converseWithRunLock } from './run-lock-conversation.js';
import { workOff } from './work-off.js';

/** A worker that is gone is noticed within this time, and what it held with its lease is free again. */
const HEARTBEAT_TIMEOUT = '10 seconds';
/** A large connector space takes its time to be counted. */
const LONGEST_LOOK = '30 minutes';

/**
 * One cause, one management agent, carried to the end: runs what it starts with, and whatever that makes necessary,
 * here or in child cycles, until nothing is left.
 *
 * Ends with its {@link CycleView}. A run that failed fails the cycle with the engine's result string as the error's
 * type and the view as its details, after everything that could still be done has been done.
 */
export async function cycle(input: CycleInput): Promise<CycleView> {
  const context = openCycle(input);
  setHandler(cycleView, () => viewOf(context));
  const work = new CancellationScope();
  setHandler(finishRunThenStop, ({ by, why }) => {
    context.progress.stopAfterRun = `Asked by ${by} to finish its run and to stop then${why ? `: ${why}` : ''}`;
    if (!context.progress.steps.some(({ state }) => state === 'running')) work.cancel();
  });
  context.show();
  reportStart(context);
  try {
    await work.run(async () => {
      await planStart(context);
      await workOff(context);
      await context.runLock.flush();
      await context.children.allEnded();
    });
  } catch (error) {
    // Anything else is a defect: it fails the workflow task, before it has told anybody, so that a mended worker can go on.
    if (!(error instanceof TemporalFailure)) throw error;
    await context.runLock.flush();
    if (context.progress.stopAfterRun && isCancellation(error) && !isCancelled()) {
      // Nobody asked Temporal for a cancellation: to Temporal, the cycle has come to its end.
      end(context, 'cancelled', context.progress.stopAfterRun);
      return viewOf(context);
    }
    if (isCancellation(error) || isCancelled()) {
      end(context, 'cancelled', error.message);
      throw isCancellation(error) ? error : new CancelledFailure('The cycle was cancelled');
    }
    throw failWith(context, describeFailure(error));
  }
  const ended = endOfCycle(context.progress);
  if ('type' in ended) throw failWith(context, ended);
  end(context, ended.outcome, ended.reason);
  return viewOf(context);
}

function isCancelled(): boolean {
  return CancellationScope.current().consideredCancelled;
}

function openCycle(input: CycleInput): CycleContext {
  const { events } = proxySinks<EventSinks>();
  const progress = noProgress(input);
  const runLock = converseWithRunLock(input);
  const children = watchChildCycles(show, (request) => runLock.askForChild(request));
  function show(): void {
    showInWebUi({ input, progress, children });
  }
  return {
    input,
    workflowId: workflowInfo().workflowId,
    startedAt: Date.now(),
    progress,
    children,
    runLock,
    engine: proxyActivities<EngineActivities>({
      taskQueue: engineTaskQueue(input.server),
      startToCloseTimeout: LONGEST_LOOK,
      heartbeatTimeout: HEARTBEAT_TIMEOUT,
      retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
    }),
    report: (event) => events.report(event),
    show,
  };
}

function reportStart({ input, workflowId, report }: CycleContext): void {
  report({
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
}
