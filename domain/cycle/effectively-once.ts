import type { Standstill } from '../run-history/run-end.js';
import type { RunProgress } from '../run-history/run-progress.js';

/**
 * A run belongs to the engine and outlives whoever started it, so an attempt that takes over from a lost one must
 * find out whether the run that it is to start has been started already.
 */

/** What an attempt leaves behind for the next one, should it be lost. Travels in heartbeats. */
export interface RunMemory {
  /** The management agent's last run number before ours was started; 0 if it had never run. */
  readonly before?: number;
  /** The account under which the engine records what the attempt starts. */
  readonly initiator?: string;
  /** The number under which ours runs. */
  readonly runNumber?: number;
  /** Runs that somebody else had started, and that had to end first. */
  readonly unmanagedRuns?: readonly number[];
  /** What it waits for, in words, if not for the end of what it started. */
  readonly waits?: string | undefined;
  /** How far ours has come. */
  readonly progress?: RunProgress | undefined;
  /** Since when ours has stood still, if it does. */
  readonly standstill?: Standstill | undefined;
}

/** A run that the engine knows of. */
export interface KnownRun {
  readonly runNumber: number;
  readonly runProfile: string;
  /** ISO 8601, UTC, by the engine's clock. */
  readonly start: string;
  /** The account that started it; absent or empty where the engine does not tell. */
  readonly initiator?: string;
}

/** What an attempt knows when it decides. */
export interface StartSituation {
  readonly runProfile: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** This attempt has asked the engine to start the run, and was not told that it did. */
  readonly asked: boolean;
  /** When the first attempt was scheduled; milliseconds since 1970, by Temporal's clock. */
  readonly scheduledAt: number;
  readonly memory: RunMemory;
  /** The highest run number that the run lock knew when it granted the run. */
  readonly lastKnownRunNumber?: number;
  /** The account under which the engine records what we start, where no earlier attempt said another. */
  readonly initiator: string;
  /** Whether the management agent runs something now. */
  readonly busy: boolean;
  /** Runs since {@link runsOfInterestSince}, oldest first. */
  readonly runs: readonly KnownRun[];
}

/** What an attempt does first. */
export type StartDecision =
  | { readonly kind: 'start' }
  /** The run is ours, or does exactly what ours would: wait for it or take its result. */
  | { readonly kind: 'adopt'; readonly runNumber: number }
  /** Somebody else's run is in the way: wait for its end, then decide again. */
  | { readonly kind: 'wait-for-other'; readonly runNumber: number; readonly runProfile: string };

/** How far the engine's clock may be behind Temporal's where nothing but the time tells two runs apart. */
export const CLOCK_TOLERANCE_MS = 5_000;

/** The number after which a run may be ours: what an earlier attempt saw, else what the run lock knew. */
export function runsOfInterestSince(situation: {
  readonly memory: RunMemory;
  readonly lastKnownRunNumber?: number;
}): number {
  return situation.memory.before ?? situation.lastKnownRunNumber ?? 0;
}

/**
 * Whether to start the run, take over one that has been started, or wait.
 *
 * An attempt that has not asked the engine yet, and no other before it, has started nothing. Any other takes over a run
 * of ours with the same profile that is newer than what was seen before the first start. If the first attempt was lost
 * before it could say what it saw, the time decides: a run that began after ours was granted has seen every change that
 * ours is about. A run is not ours where the engine says that another account began it.
 */
export function decideStart(situation: StartSituation): StartDecision {
  const { memory, runs, busy, attempt, asked } = situation;
  if (memory.runNumber !== undefined) return { kind: 'adopt', runNumber: memory.runNumber };
  if (attempt > 1 || asked) {
    const ours = runs.find((run) => isOurs(run, situation));
    if (ours) return { kind: 'adopt', runNumber: ours.runNumber };
  }
  const last = runs.at(-1);
  return busy && last
    ? { kind: 'wait-for-other', runNumber: last.runNumber, runProfile: last.runProfile }
    : { kind: 'start' };
}

function isOurs(run: KnownRun, situation: StartSituation): boolean {
  const { memory, runProfile, initiator, scheduledAt } = situation;
  if (run.runNumber <= runsOfInterestSince(situation)) return false;
  if (!isSameName(run.runProfile, runProfile)) return false;
  if (run.initiator && !isSameName(run.initiator, memory.initiator ?? initiator)) return false;
  if (memory.before !== undefined) return true;
  return Date.parse(run.start) >= scheduledAt - CLOCK_TOLERANCE_MS;
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
