import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import type { CycleActivity } from './cycle-activity.js';

/** A cycle that was asked for and runs, or ran, under this id. */
export interface StartedCycle {
  /** Its workflow id. */
  readonly cycle: string;
  /** Temporal's id of the workflow's run. */
  readonly runId: string;
}

/** One cycle as Temporal knows it. Times are ISO 8601, UTC. */
export interface CycleRecord extends StartedCycle {
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly endedAt?: string;
  readonly view: CycleView;
  /** What its worker does now; absent while it waits for something else, and after its end. */
  readonly activity?: CycleActivity;
}

/** One cycle in a list. */
export interface CycleListItem extends StartedCycle {
  readonly managementAgent: string;
  /** In words, for example `delta import`. */
  readonly startsWith: string;
  /** See `Cause`. */
  readonly trigger: string;
  /** `running`, how it ended, or the result string of the failed run. */
  readonly outcome: string;
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly endedAt?: string;
}

/** Which cycles to list. */
export interface CycleFilter {
  readonly server: string;
  /** The name by which the cycle was started. */
  readonly managementAgent?: string | undefined;
  /** As {@link CycleListItem.outcome}. */
  readonly outcome?: string | undefined;
  /** See `Cause`. */
  readonly trigger?: string | undefined;
  /** Only those that run, or only those that have ended. */
  readonly open?: boolean | undefined;
  /** Only those that started then or later; ISO 8601, UTC. */
  readonly since?: string | undefined;
  /** Only those that started before; ISO 8601, UTC. */
  readonly until?: string | undefined;
}

/** Which page of the list. */
export interface PageRequest {
  /** Cycles on it. */
  readonly limit: number;
  /** The previous page's {@link CyclePage.nextPageToken}; absent for the first. */
  readonly pageToken?: string | undefined;
}

/** A page of a list: what runs first, then the latest ended. It may hold fewer cycles than were asked for. */
export interface CyclePage {
  readonly cycles: readonly CycleListItem[];
  /** Where the next page begins, in Temporal's own words, URL-safe; absent on the last page. */
  readonly nextPageToken?: string;
}

/** What the API needs of Temporal about cycles. Every method may reject with `temporal-unreachable`. */
export interface CycleStore {
  /**
   * Starts a cycle, or finds the one that was started under the same management agent and unique part before.
   *
   * @param unique the last part of the workflow id, without a slash
   * @throws {AutoSyncError} `invalid-input` when that one was asked to do something else
   */
  start(input: CycleInput, unique: string): Promise<StartedCycle>;

  /**
   * @param cycle workflow id
   * @throws {AutoSyncError} `unknown-cycle`, or `worker-unreachable` for a cycle that runs while no worker does
   */
  read(cycle: string): Promise<CycleRecord>;

  /**
   * What the worker of a cycle does now. Costs no history, and needs no worker.
   * @returns `undefined` if it follows no run, or Temporal has no such cycle
   */
  activity(cycle: string): Promise<CycleActivity | undefined>;

  /**
   * Lists cycles. What started or ended within the last moments may not be there yet.
   * @throws {AutoSyncError} `invalid-input` for a page token that Temporal does not know
   */
  list(filter: CycleFilter, page: PageRequest): Promise<CyclePage>;
}

/** Nest's name for the {@link CycleStore}. */
export const CYCLE_STORE = Symbol('CycleStore');
