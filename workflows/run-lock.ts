import {
  ActivityFailure,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { EngineActivities, HousekeepingActivities } from '../activities/contract.js';
import { engineTaskQueue } from '../domain/naming.js';
import { describeRunLock, summarizeRunLock } from '../domain/run-lock/describe-status.js';
import { nextLookAtEngine } from '../domain/run-lock/engine-observation.js';
import { reduceRunLock, type RunLockEvent } from '../domain/run-lock/reduce.js';
import { emptyRunLockState, type RunLockEffect } from '../domain/run-lock/state.js';
import {
  configureRunLock,
  fromRunLock,
  runLockStartedAnew,
  runLockStatus,
  toRunLock,
  type RunLockInput,
} from './contract.js';

const PAUSE_AFTER_FAILED_LOOK_MS = 10_000;
/** Temporal lists a workflow a moment after its start. */
const VISIBILITY_DELAY_MS = 10_000;

/**
 * The run lock of one sync server: a singleton that decides which run may start. All decisions are
 * `reduceRunLock`'s; this shell brings it events, one after the other, and carries out its effects.
 *
 * It never ends; it continues as new with its whole state, once no answer is under way.
 */
export async function runLock(input: RunLockInput): Promise<void> {
  let state = input.state ?? emptyRunLockState(input.server);
  let signalsUnderWay = 0;
  let continuing = false;
  const arrivedTooLate: RunLockEvent[] = [];

  function apply(event: RunLockEvent): void {
    if (continuing) {
      arrivedTooLate.push(event);
      return;
    }
    const transition = reduceRunLock(state, event, Date.now());
    state = transition.state;
    transition.effects.forEach(carryOut);
    setCurrentDetails(summarizeRunLock(state));
  }

  function carryOut(effect: RunLockEffect): void {
    const { cycle, answer } = effect;
    void deliver(
      () => getExternalWorkflowHandle(cycle).signal(fromRunLock[answer.kind], answer),
      (error) => {
        log.warn('A cycle had ended before its answer arrived', { cycle, error });
        apply({ kind: 'answer-undeliverable', requestId: answer.requestId });
      },
    );
  }

  /** A signal is dropped if this run of the lock ends before it is delivered: it waits for all of them. */
  async function deliver(send: () => Promise<void>, failed: (error: unknown) => void): Promise<void> {
    signalsUnderWay += 1;
    try {
      await send();
    } catch (error) {
      failed(error);
    } finally {
      signalsUnderWay -= 1;
    }
  }

  input.inbox?.forEach(apply);
  setHandler(configureRunLock, (configuration) => apply({ kind: 'configured', configuration }));
  for (const signal of Object.values(toRunLock)) {
    setHandler(signal, (message) => apply({ kind: 'message', message }));
  }
  setHandler(runLockStatus, () => describeRunLock(state));

  const { lookAtEngine } = proxyActivities<Pick<EngineActivities, 'lookAtEngine'>>({
    taskQueue: engineTaskQueue(input.server),
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
    summary: 'Look at the engine: management agents, run profiles, what runs',
  });
  const { openCycles } = proxyActivities<Pick<HousekeepingActivities, 'openCycles'>>({
    startToCloseTimeout: '1 minute',
    summary: 'Which cycles are open?',
  });

  /** What waited in a lock that somebody terminated waits in nobody's memory but that of the cycles themselves. */
  async function askOpenCyclesToAskAgain(): Promise<void> {
    const startedBefore = workflowInfo().startTime.toISOString();
    for (const afterMs of [0, VISIBILITY_DELAY_MS]) {
      if (afterMs > 0)
        await sleep(afterMs, { summary: 'Until Temporal lists the cycles that had just started' });
      for (const cycle of await openCycles({ server: input.server, startedBefore })) {
        await deliver(
          () => getExternalWorkflowHandle(cycle).signal(runLockStartedAnew),
          (error) => log.info('A cycle has ended meanwhile', { cycle, error }),
        );
      }
    }
  }

  async function lookAtEngineWhenNeeded(): Promise<never> {
    for (;;) {
      const afterMs = nextLookAtEngine(state);
      if (afterMs > 0) await condition(() => nextLookAtEngine(state) < afterMs, afterMs);
      try {
        apply({ kind: 'engine-observed', observation: await lookAtEngine() });
      } catch (error) {
        if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
        // Whatever the engine answers, the lock goes on: what runs must be able to give its lease back.
        log.error('The engine could not be looked at', { error });
        await sleep(PAUSE_AFTER_FAILED_LOOK_MS, { summary: 'Until the engine is looked at again' });
      }
    }
  }

  // All at once: whichever fails, or is cancelled with the workflow, ends the wait.
  await Promise.race([
    lookAtEngineWhenNeeded(),
    ...(input.state ? [] : [askOpenCyclesToAskAgain().then(forever)]),
    condition(() => workflowInfo().continueAsNewSuggested),
  ]);
  continuing = true;
  await condition(() => signalsUnderWay === 0);
  await continueAsNew<typeof runLock>({ server: input.server, state, inbox: arrivedTooLate });
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
