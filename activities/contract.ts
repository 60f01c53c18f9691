import type { RevisionMark } from '../domain/configuration/revision.js';
import type { ControllerAnswer, ControllerQuestion } from '../domain/controller/controller.js';
import type { CycleInput } from '../domain/cycle/cycle.js';
import type { RunMemory } from '../domain/cycle/effectively-once.js';
import type { EngineObservation } from '../domain/run-lock/engine-observation.js';
import type { Controlled } from '../domain/run-lock/messages.js';
import type { NoStartWindow, ShutTime } from '../domain/run-lock/no-start/window.js';
import type { PendingCounts } from '../domain/pending-counts.js';
import type { RunPage, RunPosition } from '../domain/run-history/run-pages.js';

/** Input of `runProfile`. */
export interface RunProfileInput {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  readonly runProfile: string;
  /** The last run of this management agent that is known to have ended before this one was granted. */
  readonly lastKnownRunNumber?: number;
}

/** Input of `stopLostRun`: what the lost `runProfile` was asked for. */
export interface StopLostRunInput extends RunProfileInput {
  /** When it was asked for; milliseconds since 1970, by Temporal's clock. */
  readonly askedAt: number;
  /** What is known of its memory. */
  readonly memory?: RunMemory;
}

/** What came of a run profile: the first page of the run's details, or the engine's refusal to start it. */
export type RunEnd =
  | { readonly kind: 'ran'; readonly details: RunPage }
  | { readonly kind: 'not-started'; readonly result: string };

/** What came of it, and what was in the way. */
export type RunProfileResult = RunEnd & {
  /** Runs that somebody else had started on the management agent and that had to end first. */
  readonly unmanagedRuns: readonly number[];
};

/** What a search for work left has come to. Ids of management agents. */
export interface WorkLeft {
  /** Those with staged imports, pending exports or unconfirmed exports in one of their partitions. */
  readonly found: readonly string[];
  /** Those that have not been asked yet. */
  readonly left: readonly string[];
}

/** Activities that touch one sync server's engine, on its own task queue. */
export interface EngineActivities {
  /** Runs a run profile effectively once, and waits for its end. Cancelled, it leaves the run to `stopLostRun`. */
  runProfile(input: RunProfileInput): Promise<RunProfileResult>;
  /** Stops what a cancelled `runProfile` has started, if it has, and waits for its end. */
  stopLostRun(input: StopLostRunInput): Promise<RunProfileResult>;
  /** The names of the partitions of a management agent that have pending exports. */
  partitionsWithPendingExports(input: { readonly managementAgent: string }): Promise<readonly string[]>;
  /** Ids of the management agents with several selected partitions. */
  managementAgentsWithSeveralPartitions(): Promise<readonly string[]>;
  /** Reads a page of the details of a run, when it has ended. @param input.from absent = the first page */
  readRun(input: {
    readonly managementAgent: string;
    readonly runNumber: number;
    readonly from?: RunPosition;
  }): Promise<RunPage>;
  /** The catalogue, and what runs. */
  lookAtEngine(): Promise<EngineObservation>;
  /** Watches the engine until there is something that the run lock does not know. */
  watchEngine(): Promise<EngineNews>;
  /** Stops a run of a management agent, if it still goes on. @param input.runNumber absent = whatever it runs */
  stopRun(input: { readonly managementAgentId: string; readonly runNumber?: number }): Promise<void>;
  /** Looks for staged imports, pending exports and unconfirmed exports: on as many as can be asked in some seconds. */
  managementAgentsWithWorkLeft(input: { readonly managementAgentIds: readonly string[] }): Promise<WorkLeft>;
  /** What is staged, pending or unconfirmed in each selected partition of a management agent. */
  pendingCounts(input: { readonly managementAgent: string }): Promise<readonly PendingCounts[]>;
}

/** What the watch over an engine has found. */
export type EngineNews =
  | {
      readonly kind: 'seen';
      /** Only the runs that are news, without the catalogue. */
      readonly observation: EngineObservation;
      /** Of the cycles that hold leases or wait, those that have ended. */
      readonly closedCycles: readonly string[];
    }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** What is asked, and of which controller. */
export interface AskControllerInput {
  readonly controlled: Controlled;
  readonly question: ControllerQuestion;
}

/** The activities that ask controllers. */
export interface ControllerActivities {
  /**
   * Asks the controller of a management agent. One that the configuration does not name any more lets everything go on.
   * Its address stays with the worker: it may hold a secret, and histories are kept.
   *
   * Waits until this worker knows the revision; fails, to be retried, if that takes too long. Fails with type
   * `controller-unreachable`, to be retried, as long as it cannot be asked.
   */
  askController(input: AskControllerInput): Promise<ControllerAnswer>;
}

/** The activities that make a sync server what the applied configuration says. */
export interface ConfigurationActivities {
  /**
   * Starts the run lock of a sync server if it does not run, tells it its settings, and makes its schedules what they are to
   * be. Of a server that had been given up the run lock is started again.
   *
   * Waits until this worker knows the revision; fails, to be retried, if that takes too long.
   */
  applyToServer(input: { readonly server: string; readonly revision: number }): Promise<void>;
  /**
   * Gives up a sync server that the configuration does not name any more: its schedules go, its run lock is stopped, and
   * ends as soon as no cycle of it is open.
   *
   * Fails with type `server-at-work`, to be retried, while one is.
   */
  giveUpServer(input: { readonly server: string; readonly revision: number }): Promise<void>;
  /**
   * Makes the schedules of a sync server what they are to be: its engine's catalogue has changed.
   *
   * @param input.revision what the run lock goes by: an earlier one, which this worker may know as yet, will not do
   */
  reconcileSchedules(input: { readonly server: string; readonly revision?: RevisionMark }): Promise<void>;
}

/** Activities that touch no engine, on the queue of the workflows. */
export interface HousekeepingActivities extends ControllerActivities, ConfigurationActivities {
  /** Starts the run lock of a sync server if it does not run, and tells it the configuration that is applied. */
  ensureRunLock(input: { readonly server: string }): Promise<void>;
  /**
   * The workflow ids of the cycles of a sync server that are open now, as far as Temporal lists them yet.
   * `startedBefore`: ISO 8601, UTC.
   */
  openCycles(input: { readonly server: string; readonly startedBefore: string }): Promise<readonly string[]>;
  /** Which of these cycles have ended, so that nothing is started in their names any more, or never were. */
  closedCycles(input: { readonly cycles: readonly string[] }): Promise<readonly string[]>;
  /** Starts a cycle; one with the same last part of its id is not started twice. */
  startCycle(input: { readonly input: CycleInput; readonly unique: string }): Promise<void>;
  /**
   * All times between `from` and `until`, milliseconds since 1970, at which one of the windows is shut. Not for a workflow
   * to work out: it must not depend on what a worker knows of time zones.
   */
  shutTimes(input: {
    readonly windows: readonly NoStartWindow[];
    readonly from: number;
    readonly until: number;
  }): Promise<readonly ShutTime[]>;
}
