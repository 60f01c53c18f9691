import type { ManagementAgent } from '../domain/management-agent/management-agent.js';
import type { PendingCounts } from '../domain/pending-counts.js';
import type { RunDetails } from '../domain/run-history/run-details.js';

export type { PendingCounts } from '../domain/pending-counts.js';

/** The last run of a management agent, as the engine tells it without reading the whole run details. */
export interface LastRun {
  readonly runNumber: number;
  readonly runProfile: string;
  /** The engine's result string; `in-progress` while the run goes on. */
  readonly result: string;
  /** ISO 8601, UTC, by the engine's clock. */
  readonly start: string;
  /** ISO 8601, UTC; absent while the run goes on. */
  readonly end?: string;
  /** The account that started it; absent where the engine does not tell. */
  readonly initiator?: string;
}

/** A look at a run. */
export interface RunLook {
  readonly details: RunDetails;
  /** By the engine's own word, it works on this run: the management agent is busy, with no other run. */
  readonly busy: boolean;
  /** Nothing of it is left to come: not busy, and the details say that every step has ended. */
  readonly final: boolean;
}

/** What a management agent does now. */
export interface ManagementAgentStatus {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  readonly busy: boolean;
  /** Absent if the management agent has never run, or its history was cleared. */
  readonly lastRun?: LastRun;
}

/** The engine's answer to a start: it runs under this number, or it did not start. */
export type StartAnswer =
  | { readonly started: true; readonly runNumber: number }
  /** `result` is the engine's own string, for example `no-start-ma-already-running` or `access-denied`. */
  | { readonly started: false; readonly result: string };

/** A minute: an engine's service may take its time to write the last of a run down. Milliseconds. */
export const DEFAULT_ABANDONED_AFTER_MS = 60_000;

/**
 * The one way in which the rest of the program touches a sync engine. Nothing outside `sync-engine/` knows
 * whether the engine behind it is a real one or the simulator.
 *
 * A management agent is addressed by its id. Every method rejects with an `AutoSyncError`: code
 * `engine-unreachable` when the engine does not answer, `unknown-management-agent` or `unknown-run` when it does
 * not have what was asked for.
 *
 * Every method ends within a bound of its own, with `engine-unreachable` if need be: an activity that waits for it tells
 * Temporal all the while that it is at work, so that nothing else would end a call that hangs before hours have gone by.
 * The bound of {@link SyncEngine.waitForProgress} comes on top of its `timeoutMs`; that of
 * {@link SyncEngine.runDetailsXml} is for the beginning of the answer.
 */
export interface SyncEngine {
  /** The account under which the engine records what {@link start} starts. */
  readonly initiator: string;

  /**
   * How long a run that is not final may stand still while the engine says that it does not work on it, before it counts
   * as abandoned; milliseconds.
   */
  readonly abandonedAfterMs: number;

  /**
   * All management agents with partitions and run profiles, in the engine's order.
   * @throws `unusable-name`, as `requireUsableNames`: nothing beyond this border meets such a name
   */
  listManagementAgents(): Promise<readonly ManagementAgent[]>;

  /** What every management agent does now. */
  statusOfAll(): Promise<readonly ManagementAgentStatus[]>;

  status(managementAgentId: string): Promise<ManagementAgentStatus>;

  /**
   * Starts a run and returns as soon as the engine has accepted it. The run belongs to the engine: it goes on
   * whatever becomes of the caller.
   */
  start(managementAgentId: string, runProfile: string): Promise<StartAnswer>;

  /**
   * Asks the engine to stop what the management agent runs.
   * @returns the engine's string: `success`, `ma-not-running`, `access-denied`
   */
  stop(managementAgentId: string): Promise<string>;

  /**
   * Waits until something about a run has changed, and at most `timeoutMs`.
   * @throws `unknown-run`
   */
  waitForProgress(
    managementAgentId: string,
    runNumber: number,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<RunLook>;

  /**
   * The runs that the engine's history still has, the newest first: those that go on, too.
   *
   * @param page.limit how many at most
   * @param page.before only runs with a smaller number; absent = from the newest
   */
  listRuns(
    managementAgentId: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly RunDetails[]>;

  /** @throws `unknown-run` */
  runDetails(managementAgentId: string, runNumber: number): Promise<RunDetails>;

  /**
   * The engine's own XML of a run: `<run-history>` with one `<run-details>`. It can be very large, so it comes in pieces,
   * as the engine gives them; whoever stops reading stops the engine from telling more.
   *
   * @returns resolves when the engine begins to answer
   * @throws `unknown-run`
   */
  runDetailsXml(managementAgentId: string, runNumber: number): Promise<AsyncIterable<string>>;

  /** Per selected partition: what waits for a synchronization, an export or a confirming import. */
  pendingCounts(managementAgentId: string): Promise<readonly PendingCounts[]>;
}
