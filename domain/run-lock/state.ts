import type { RevisionMark } from '../configuration/revision.js';
import type { RetryPolicy } from '../cycle/after-run/retry.js';
import type { ConfiguredRunProfiles } from '../cycle/run-profile-choice.js';
import type { ManagementAgent } from '../management-agent/management-agent.js';
import type { Meaning } from '../management-agent/whose-settings.js';
import type { ControlRecord, StopMark } from './control.js';
import type { ExportFigures } from '../thresholds/judge-pending-exports.js';
import type { ServerThresholds } from '../thresholds/thresholds-for.js';
import type { HeldExport, RunOutcome, RunRequest } from './messages.js';
import { DEFAULT_RUN_RULES, type Needs, type RunRules } from './needs.js';
import type { NoStartWindow, ShutTime } from './no-start/window.js';

/**
 * Who may pass whom in the queue.
 *
 * - `fifo`: nobody overtakes one whom he keeps waiting.
 * - `yield-queued`: a run that must be alone lets pass what was in the queue before its turn came.
 * - `yield-all`: a run that must be alone lets everything pass that can run.
 * - `batch`: by turns all that can run side by side, and all that must be alone, back to back.
 *
 * Source: the first three are Lithnet AutoSync's lock modes 0 to 2.
 */
export type LockPolicy = 'fifo' | 'yield-queued' | 'yield-all' | 'batch';

/** What a run lock is configured with. */
export interface RunLockConfiguration {
  /** Absent in what was configured before it was told. */
  readonly revision?: RevisionMark;
  readonly rules: RunRules;
  readonly policy: LockPolicy;
  /** Who has waited longer goes first, whatever the policy. */
  readonly longestWaitMs: number;
  /** Two runs start at least this far apart: starts close together raise the odds of deadlocks in the engine's database. */
  readonly startSpacingMs: number;
  /** How often the engine is looked at for runs that somebody else started. */
  readonly engineLookMs: number;
  /**
   * By the name or id under which a management agent has settings: the id that stands in them, `null` for none. Absent in
   * what was configured before there were such ids.
   */
  readonly ids?: Readonly<Record<string, string | null>>;
  /** By management agent name or id: names or ids of those that must not run while it runs. */
  readonly lockLists: Readonly<Record<string, readonly string[]>>;
  /** Names or ids of management agents that never run. */
  readonly disabled: readonly string[];
  readonly noStartWindows: readonly NoStartWindow[];
  /** How many cycles may cause one another. */
  readonly maxCycleDepth: number;
  /** By management agent name or id. */
  readonly runProfiles: Readonly<Record<string, ConfiguredRunProfiles>>;
  /** How much may be staged by an import or pending before an export; absent = as much as there is. */
  readonly thresholds?: ServerThresholds;
  /** When runs that failed are tried again; absent = by default. */
  readonly retry?: {
    readonly all: RetryPolicy;
    /** By name or id, where it is not as in `all`. */
    readonly managementAgents: Readonly<Record<string, RetryPolicy>>;
  };
  /** Which management agents have a controller; absent = none. */
  readonly controlled?: {
    readonly all: boolean;
    /** By name or id, where it is not as in `all`. */
    readonly managementAgents: Readonly<Record<string, boolean>>;
  };
}

/** The configuration where nothing is said. */
export const DEFAULT_RUN_LOCK_CONFIGURATION: RunLockConfiguration = {
  rules: DEFAULT_RUN_RULES,
  policy: 'batch',
  longestWaitMs: 15 * 60_000,
  startSpacingMs: 0,
  engineLookMs: 3_000,
  lockLists: {},
  disabled: [],
  noStartWindows: [],
  maxCycleDepth: 10,
  runProfiles: {},
};

/** A request that waits, with what it resolved to. */
export interface WaitingEntry {
  readonly request: RunRequest;
  /** Equal requests that joined this one. They are answered when the run has ended; one of them takes over if it never starts. */
  readonly joined: readonly RunRequest[];
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly needs: Needs;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When an operator put it before all others. Milliseconds since 1970; the latest goes first. */
  readonly movedToFrontAt?: number;
  /** When its turn came to run alone and it had to wait, under policy `yield-queued`. Milliseconds since 1970. */
  readonly turnSince?: number;
  /** Set while an export waits for an operator's decision: it is not granted, and keeps nobody waiting. */
  readonly held?: HeldExport;
  /** What an operator has approved of it. */
  readonly approved?: readonly ExportFigures[];
}

/** The right to run one run profile, until it is released. */
export interface Lease {
  readonly token: number;
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly needs: Needs;
  /** When it was granted, or the run was first seen. Milliseconds since 1970. */
  readonly since: number;
  /** When it was asked for: the place in the queue of whoever takes over. Milliseconds since 1970. */
  readonly askedAt: number;
  /** Absent for a run that somebody else started: an unmanaged lease, kept until the engine says that it has ended. */
  readonly request?: RunRequest;
  /** Equal requests that wait for the end of this run. */
  readonly joined: readonly RunRequest[];
  /** What an operator has approved of it, for an export. */
  readonly approved?: readonly ExportFigures[];
  /** The run's number, once a look at the engine has shown it. */
  readonly runNumber?: number;
}

/** Figures that an operator has approved once and for all: of so much, no export of the partition is held any more. */
export interface RaisedThreshold {
  readonly figures: ExportFigures;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly why?: string;
}

/** The last thing that a management agent ran under this lock. */
export interface LastOutcome extends RunOutcome {
  readonly runProfile: string;
  readonly cycle: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Everything that the run lock of one sync server remembers. Plain JSON: it is carried across continue-as-new. */
export interface RunLockState {
  readonly server: string;
  /** Grows with each event that changed something. */
  readonly version: number;
  readonly configuration: RunLockConfiguration;
  /** `undefined` until the engine has been looked at: before that, nothing is granted. */
  readonly catalogue?: readonly ManagementAgent[];
  /** The catalogue is to be read again: the configuration has been applied anew, perhaps because the engine has changed. */
  readonly catalogueStale?: boolean;
  /** When the catalogue was read last. Milliseconds since 1970. */
  readonly catalogueReadAt?: number;
  readonly nextToken: number;
  /** In order of arrival. */
  readonly waiting: readonly WaitingEntry[];
  /** Requests that arrived before the catalogue was known. */
  readonly unresolved: readonly RunRequest[];
  readonly leases: readonly Lease[];
  /** Ids of requests that have had their final answer and hold no lease, the newest last: a late duplicate is ignored. */
  readonly settled: readonly string[];
  /** By management agent id. */
  readonly lastOutcomes: Readonly<Record<string, LastOutcome>>;
  /** By management agent id: the highest run number known. */
  readonly runNumbers: Readonly<Record<string, number>>;
  /** Whose turn it is under policy `batch`: of what can run side by side, or of what must be alone. */
  readonly turn: 'side-by-side' | 'alone';
  /** How long a run took when it ran last, in milliseconds: by management agent id, then by run profile in lower case. */
  readonly durations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** When a run was granted last. Milliseconds since 1970. */
  readonly lastGrantAt?: number;
  /** Set while the whole sync server is stopped. */
  readonly serverStopped?: StopMark;
  /** By management agent id: those that are stopped. */
  readonly stopped: Readonly<Record<string, StopMark>>;
  /** Controls that were carried out, the newest last. */
  readonly controls: readonly ControlRecord[];
  /** By management agent id, one for each partition; a new configuration that changes the thresholds clears them. */
  readonly raised?: Readonly<Record<string, readonly RaisedThreshold[]>>;
  /** By management agent id: ids of partitions in which somebody else's import may have staged what nobody has judged. */
  readonly unjudged?: Readonly<Record<string, readonly string[]>>;
  /** When runs must not start, as far as the calendar has been worked out. */
  readonly shutTimes: readonly ShutTime[];
  /** Until when {@link shutTimes} is complete. Milliseconds since 1970; absent: not worked out yet. */
  readonly shutTimesUntil?: number;
  /** Set while the engine cannot be reached: nothing is granted. */
  readonly engineDown?: { readonly since: number; readonly reason: string };
  /**
   * Set for a run lock that started from nothing where another may have been: nothing is granted before the open cycles
   * are known, and each of them has said what it holds.
   */
  readonly hearing?: { readonly listed: boolean; readonly cycles: readonly string[] };
}

/** What tells the run lock which management agents its configuration means. */
export function meaningIn({ configuration, catalogue = [] }: RunLockState): Meaning {
  return { ids: configuration.ids, catalogue };
}

/** How many settled requests are remembered: more than can be under way between a cycle and the lock. */
export const SETTLED_KEPT = 500;

/**
 * A run lock that knows nothing yet.
 *
 * @param first no run lock of this sync server has ever been: no cycle can hold anything
 */
export function emptyRunLockState(
  server: string,
  configuration: RunLockConfiguration = DEFAULT_RUN_LOCK_CONFIGURATION,
  first = true,
): RunLockState {
  return {
    server,
    version: 0,
    configuration,
    nextToken: 1,
    waiting: [],
    unresolved: [],
    leases: [],
    settled: [],
    lastOutcomes: {},
    runNumbers: {},
    turn: 'side-by-side',
    durations: {},
    stopped: {},
    controls: [],
    shutTimes: [],
    ...(first ? {} : { hearing: { listed: false, cycles: [] } }),
  };
}
