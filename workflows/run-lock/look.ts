import { ActivityFailure, condition, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { EngineActivities, HousekeepingActivities } from '../../activities/contract.js';
import { engineTaskQueue } from '../../domain/naming.js';
import { nextLookAtEngine } from '../../domain/run-lock/engine-observation.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import { isCalendarDue } from '../../domain/run-lock/next-tick.js';
import type { RunLockState } from '../../domain/run-lock/state.js';

type Apply = (event: RunLockEvent) => void;

/** How far ahead the calendar of no-start windows is worked out. */
const CALENDAR_MS = 8 * 24 * 3_600_000;
const CALENDAR_LOOK = '1 hour';
const LOOK_HEARTBEAT = '10 seconds';
/** After an answer with which trying again at once has no point. */
const AFTER_REFUSAL = '5 seconds';
/** A watch that is gone is noticed within this time. */
const WATCH_HEARTBEAT = '30 seconds';

/** Reads the engine's catalogue, with what runs, whenever it is needed. */
export async function readCatalogue(current: () => RunLockState, apply: Apply): Promise<never> {
  const options = {
    taskQueue: engineTaskQueue(current().server),
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: LOOK_HEARTBEAT,
    summary: 'Look at the engine: management agents, run profiles, what runs',
  } as const;
  const once = proxyActivities<Pick<EngineActivities, 'lookAtEngine'>>({
    ...options,
    retry: { maximumAttempts: 1 },
  });
  const untilItAnswers = proxyActivities<Pick<EngineActivities, 'lookAtEngine'>>({
    ...options,
    retry: { initialInterval: '1 second', maximumInterval: '5 seconds' },
  });
  for (;;) {
    const afterMs = nextLookAtEngine(current(), Date.now());
    if (afterMs > 0) await condition(() => nextLookAtEngine(current(), Date.now()) === 0, afterMs);
    const observation =
      (await orUnreachable(apply, () => once.lookAtEngine())) ??
      (await orUnreachable(apply, () => untilItAnswers.lookAtEngine()));
    if (observation) apply({ kind: 'engine-observed', observation });
    else await sleep(AFTER_REFUSAL);
  }
}

/**
 * Has the engine watched: for runs that nobody here started, for leases whose cycles have ended, and for its silence.
 * The watch is one activity that goes on until there is news, so that a quiet engine costs no history.
 */
export async function watchEngine(current: () => RunLockState, apply: Apply): Promise<never> {
  const { server } = current();
  const watch = proxyActivities<Pick<EngineActivities, 'watchEngine'>>({
    taskQueue: engineTaskQueue(server),
    startToCloseTimeout: '30 days',
    heartbeatTimeout: WATCH_HEARTBEAT,
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
    summary: 'Watch the engine for what nobody here started',
  });
  for (;;) {
    await condition(() => current().catalogue !== undefined);
    const news = await orUnreachable(apply, () => watch.watchEngine());
    if (!news) {
      await sleep(AFTER_REFUSAL);
      continue;
    }
    apply(
      news.kind === 'unreachable'
        ? { kind: 'engine-unreachable', reason: news.reason }
        : { kind: 'engine-observed', observation: news.observation, closedCycles: news.closedCycles },
    );
  }
}

/** An engine that answers what nobody understands, or refuses to be asked, is down: the run lock must not end of it. */
async function orUnreachable<T>(apply: Apply, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    apply({ kind: 'engine-unreachable', reason: error.cause?.message ?? error.message });
    return undefined;
  }
}

/** Keeps the calendar of no-start windows worked out for the days to come. */
export async function keepCalendar(current: () => RunLockState, apply: Apply): Promise<never> {
  const { shutTimes } = proxyActivities<Pick<HousekeepingActivities, 'shutTimes'>>({
    startToCloseTimeout: '1 minute',
    summary: 'Work out when no run may start',
  });
  for (;;) {
    await condition(() => current().configuration.noStartWindows.length > 0);
    const now = Date.now();
    if (isCalendarDue(current(), now)) {
      const { noStartWindows: windows } = current().configuration;
      const until = now + CALENDAR_MS;
      const times = await shutTimes({ windows, from: now, until });
      // The windows may have been changed meanwhile.
      if (current().configuration.noStartWindows === windows) {
        apply({ kind: 'shut-times-known', shutTimes: times, until });
      }
    } else {
      await condition(() => current().shutTimesUntil === undefined, CALENDAR_LOOK);
    }
  }
}
