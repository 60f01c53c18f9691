import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
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
  let answersUnderWay = 0;
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
    answersUnderWay += 1;
    void getExternalWorkflowHandle(effect.cycle)
      .signal(fromRunLock[effect.answer.kind], effect.answer)
      .catch((error: unknown) => {
        log.warn('A cycle had ended before its answer arrived', { cycle: effect.cycle, error });
        apply({ kind: 'answer-undeliverable', requestId: effect.answer.requestId });
      })
      .finally(() => {
        answersUnderWay -= 1;
      });
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
        await getExternalWorkflowHandle(cycle)
          .signal(runLockStartedAnew)
          .catch((error: unknown) => log.info('A cycle has ended meanwhile', { cycle, error }));
      }
    }
  }

  async function lookAtEngineWhenNeeded(): Promise<never> {
    for (;;) {
      await condition(() => nextLookAtEngine(state) !== undefined);
      const afterMs = nextLookAtEngine(state) ?? 0;
      if (afterMs > 0) await condition(() => nextLookAtEngine(state) === 0, afterMs);
      apply({ kind: 'engine-observed', observation: await lookAtEngine() });
    }
  }

  // All at once: whichever fails, or is cancelled with the workflow, ends the wait.
  await Promise.race([
    lookAtEngineWhenNeeded(),
    ...(input.state ? [] : [askOpenCyclesToAskAgain().then(forever)]),
    condition(() => workflowInfo().continueAsNewSuggested),
  ]);
  continuing = true;
  await condition(() => answersUnderWay === 0);
  await continueAsNew<typeof runLock>({ server: input.server, state, inbox: arrivedTooLate });
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
