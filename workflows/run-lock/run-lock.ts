import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import {
  DECISIONS_MEMO,
  decisionsOf,
  haveSameDecisions,
  withDecisions,
  type Decisions,
} from '../../domain/run-lock/controls/decisions.js';
import { carry, unpack } from '../../domain/run-lock/carried-state.js';
import { answerTo, isControl, withRefusal, type Refusals } from '../../domain/run-lock/controls/answer.js';
import { checkControl } from '../../domain/run-lock/controls/check-control.js';
import { stopsOf } from '../../domain/run-lock/controls/stops.js';
import { describeRunLock, summarizeRunLock } from '../../domain/run-lock/describe-status.js';
import type { RunLockEffect, ToCycle } from '../../domain/run-lock/effect.js';
import { watchedStateOf } from '../../domain/run-lock/engine/news.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import { emptyRunLockState, type RunLockState } from '../../domain/run-lock/state.js';
import {
  answerToControl,
  configureRunLock,
  controlRunLock,
  fromRunLock,
  runLockCatalogue,
  runLockStatus,
  stoppedByRunLock,
  toRunLock,
  watchedByRunLock,
  type Errand,
  type RunLockInput,
} from '../contract.js';
import { setAlarms } from './alarms.js';
import { runErrand } from './errands.js';
import { hearOpenCycles } from './hear-open-cycles.js';
import { keepCalendar, readCatalogue, watchEngine } from './look.js';
import { roomFor } from './room.js';

/**
 * Events of one run of the lock. A worker that takes the lock over replays them all before it answers anything: of some
 * thousands, a loaded machine does not within the time that Temporal gives a workflow task.
 */
const LONGEST_HISTORY = 1_000;

/** Temporal fails a workflow task with which more than 2,000 signals of a workflow would be under way, again and again. */
const MOST_SIGNALS_AT_ONCE = 500;

/** So long a child is tried that its parent has yet to start; one that comes later asks for itself, after 30 s. */
const TRIED_FOR_MS = 15_000;
/** Until it is looked for again; the next pause is twice as long. */
const FIRST_PAUSE_MS = 100;

/**
 * The run lock of one sync server: a singleton that decides which run may start. All decisions are
 * `reduceRunLock`'s; this shell brings it events, one after the other, and carries out its effects.
 *
 * It never ends; it continues as new with its whole state, once no answer is under way.
 */
export async function runLock(input: RunLockInput): Promise<void> {
  let state = input.state ? unpack(input.state) : startFromNothing(input);
  let signalsUnderWay = 0;
  const sendWithin = roomFor(MOST_SIGNALS_AT_ONCE);
  let continuing = false;
  const errands = new Set<Errand>();
  const leftForNext: RunLockEffect[] = [];
  const arrivedTooLate: RunLockEvent[] = [];
  let refusals: Refusals = new Map();
  const current = () => state;
  const alarms = setAlarms(current, () => apply({ kind: 'tick' }));

  function apply(event: RunLockEvent): void {
    if (continuing) {
      arrivedTooLate.push(event);
      return;
    }
    const before = state;
    const transition = reduceRunLock(state, event, Date.now());
    state = transition.state;
    if (!haveSameDecisions(before, state)) upsertMemo({ [DECISIONS_MEMO]: decisionsOf(state) });
    transition.effects.forEach(carryOut);
    alarms.set();
    setCurrentDetails(summarizeRunLock(state, Date.now()));
  }

  function carryOut(effect: RunLockEffect): void {
    switch (effect.kind) {
      case 'answer': {
        const { cycle, answer } = effect;
        const tell = () => getExternalWorkflowHandle(cycle).signal(fromRunLock[answer.kind], answer);
        void deliver(
          () => untilItIsThere(effect, tell),
          (error) => {
            log.warn('A cycle had ended before its answer arrived', { cycle, error });
            apply({ kind: 'answer-undeliverable', requestId: answer.requestId });
          },
        );
        return;
      }
      case 'cancel-cycle':
        void deliver(
          () => untilItIsThere(effect, () => getExternalWorkflowHandle(effect.cycle).cancel()),
          (error) => log.info('A cycle had ended before it was cancelled', { cycle: effect.cycle, error }),
        );
        return;
      case 'stop-run':
      case 'start-cycle':
      case 'look-for-work-left':
      case 'reconcile-schedules':
        void run(effect);
    }
  }

  /** What can be tried again has been: a failure is told, and must not stop the lock. */
  async function run(errand: Errand): Promise<void> {
    errands.add(errand);
    try {
      (await runErrand(errand, current)).forEach(carryOut);
    } catch (error) {
      log.error('The run lock could not do what it had to', { errand, error });
    } finally {
      errands.delete(errand);
    }
  }

  /** A signal is dropped if this run of the lock ends before it is delivered: it waits for all of them. */
  async function deliver(send: () => Promise<void>, failed: (error: unknown) => void): Promise<void> {
    signalsUnderWay += 1;
    try {
      await sendWithin(send);
    } catch (error) {
      failed(error);
    } finally {
      signalsUnderWay -= 1;
    }
  }

  /**
   * Temporal starts a cycle as its parent asks for its first run: what is for it may be quicker. It must not hold up a lock
   * that continues as new, which does it then.
   */
  async function untilItIsThere(effect: RunLockEffect & ToCycle, tell: () => Promise<void>): Promise<void> {
    const until = (effect.startingSince ?? 0) + TRIED_FOR_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        await tell();
        return;
      } catch (error) {
        if (isCancellation(error) || Date.now() >= until) throw error;
      }
      if (await condition(() => continuing, pauseMs)) {
        leftForNext.push(effect);
        return;
      }
    }
  }

  input.errands?.forEach(carryOut);
  input.inbox?.forEach(apply);
  setHandler(configureRunLock, (configuration) => apply({ kind: 'configured', configuration }));
  setHandler(controlRunLock, (control: unknown) => {
    if (!isControl(control)) {
      log.warn('Somebody has told the run lock what is no control', { control });
      return;
    }
    // What arrives while the lock continues as new is looked at by the run that comes.
    const problem = continuing ? undefined : checkControl(state, control);
    refusals = withRefusal(refusals, control.id, problem);
    if (!problem) apply({ kind: 'control', control });
  });
  setHandler(answerToControl, (id) => answerTo(state, refusals, id) ?? null);
  for (const signal of Object.values(toRunLock)) {
    setHandler(signal, (message) => apply({ kind: 'message', message }));
  }
  setHandler(runLockStatus, () => describeRunLock(state, Date.now()));
  setHandler(runLockCatalogue, () => state.catalogue ?? []);
  setHandler(stoppedByRunLock, () => stopsOf(state));
  setHandler(watchedByRunLock, () => watchedStateOf(state));
  alarms.set();

  // All at once: whichever fails, or is cancelled with the workflow, ends the wait.
  await Promise.race([
    readCatalogue(current, apply),
    watchEngine(current, apply),
    keepCalendar(current, apply),
    hearOpenCycles(current, apply, deliver),
    condition(isHistoryLong),
  ]);
  continuing = true;
  await condition(() => signalsUnderWay === 0);
  const memo = { [DECISIONS_MEMO]: decisionsOf(state) };
  await makeContinueAsNewFunc<typeof runLock>({ memo })({
    server: input.server,
    state: carry(state),
    inbox: arrivedTooLate,
    errands: [...errands, ...leftForNext],
  });
}

/** Nothing is known but what was decided under the run lock before, if there was one: whoever starts this one hands it on. */
function startFromNothing({ server, first }: RunLockInput): RunLockState {
  const decisions = workflowInfo().memo?.[DECISIONS_MEMO] as Decisions | undefined;
  const state = emptyRunLockState(server, undefined, first ?? false);
  return decisions ? withDecisions(state, decisions) : state;
}

function isHistoryLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= LONGEST_HISTORY || continueAsNewSuggested;
}
