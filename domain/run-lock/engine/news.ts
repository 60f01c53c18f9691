import type { EngineObservation } from '../engine-observation.js';
import { catalogueFingerprint } from './catalogue-fingerprint.js';
import type { RunLockState } from '../state.js';

/** What the watch over an engine must know of the run lock to tell what is news to it. */
export interface WatchedState {
  readonly leases: readonly {
    readonly managementAgentId: string;
    readonly runProfile: string;
    /** The cycle that holds it; absent for an unmanaged lease. */
    readonly cycle?: string;
    readonly runNumber?: number;
  }[];
  /** Cycles that wait, the oldest first, and no more than {@link WAITING_WATCHED}. */
  readonly waiting: readonly string[];
  /** Of those whose parent has asked for them: when it did, milliseconds since 1970. */
  readonly startingSince: Readonly<Record<string, number>>;
  /** By management agent id: the highest run number known. */
  readonly runNumbers: Readonly<Record<string, number>>;
  readonly engineDown: boolean;
  /** Of the catalogue that it knows; see `catalogueFingerprint`. */
  readonly catalogue: string;
  /** How often to look, in milliseconds. */
  readonly lookEveryMs: number;
}

/** Of more than these it is found out when their turn comes. */
const WAITING_WATCHED = 40;

/** So long Temporal may take, with much to do, until a cycle is there that its parent starts. Milliseconds. */
const STARTS_WITHIN_MS = 60_000;

/** What the watch goes by, of a run lock's state. */
export function watchedStateOf(state: RunLockState): WatchedState {
  const waiting = state.waiting.slice(0, WAITING_WATCHED);
  const starting = [...state.leases, ...waiting].flatMap(({ request }) =>
    request?.startingSince === undefined ? [] : [[request.cycle, request.startingSince] as const],
  );
  return {
    leases: state.leases.map(({ managementAgentId, runProfile, request, runNumber }) => ({
      managementAgentId,
      runProfile,
      ...(request ? { cycle: request.cycle } : {}),
      ...(runNumber === undefined ? {} : { runNumber }),
    })),
    waiting: waiting.map(({ request }) => request.cycle),
    startingSince: Object.fromEntries(starting),
    runNumbers: state.runNumbers,
    engineDown: state.engineDown !== undefined,
    catalogue: catalogueFingerprint(state.catalogue ?? []),
    lookEveryMs: state.configuration.engineLookMs,
  };
}

/** A cycle of which the watch is to find out whether it has ended. */
export interface CycleToLookFor {
  readonly cycle: string;
  /** Its parent has asked in its place, and may be quicker than Temporal: that it is not found does not mean that it has ended. */
  readonly mayBeStarting: boolean;
}

/** Those that hold leases or wait. @param now milliseconds since 1970 */
export function cyclesToLookFor(
  { leases, waiting, startingSince }: WatchedState,
  now: number,
): readonly CycleToLookFor[] {
  const cycles = new Set([...leases.flatMap(({ cycle }) => cycle ?? []), ...waiting]);
  return [...cycles].map((cycle) => ({
    cycle,
    mayBeStarting: now - (startingSince[cycle] ?? 0) < STARTS_WITHIN_MS,
  }));
}

/** The runs of a look at the engine that are news to the run lock: it learns no more than that. */
export function newsAmong(
  watched: WatchedState,
  lastRuns: EngineObservation['lastRuns'],
): EngineObservation['lastRuns'] {
  return lastRuns.filter((run) => {
    const leases = watched.leases.filter((lease) => lease.managementAgentId === run.managementAgentId);
    const unmanaged = leases.filter((lease) => lease.cycle === undefined);
    const known = watched.runNumbers[run.managementAgentId];
    const { busy, runNumber } = run;
    const numbered = runNumber !== undefined;
    if (numbered && unmanaged.some((lease) => (lease.runNumber ?? 0) > runNumber)) return false;
    if (busy) {
      if (numbered && runNumber <= (known ?? 0)) return false;
      return (
        !leases.some((lease) => isSameProfile(lease, run)) || unmanaged.some((lease) => !isRun(lease, run))
      );
    }
    if (unmanaged.length > 0) return true;
    return leases.length === 0 && known !== undefined && (runNumber ?? 0) > known;
  });
}

type WatchedLease = WatchedState['leases'][number];
type SeenRun = EngineObservation['lastRuns'][number];

/** Whether an unmanaged lease is for this very run. */
function isRun(lease: WatchedLease, run: SeenRun): boolean {
  return isSameProfile(lease, run) && (run.runNumber === undefined || run.runNumber === lease.runNumber);
}

function isSameProfile(lease: WatchedLease, run: SeenRun): boolean {
  return run.runProfile === undefined || run.runProfile.toLowerCase() === lease.runProfile.toLowerCase();
}
