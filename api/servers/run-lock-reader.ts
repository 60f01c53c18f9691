import type { RunLockStatus } from '../../domain/run-lock/status.js';

/** What the API needs of the run locks. */
export interface RunLockReader {
  /**
   * The whole status of a sync server.
   * @throws {AutoSyncError} `run-lock-unreachable`, `worker-unreachable` or `temporal-unreachable`
   */
  status(server: string): Promise<RunLockStatus>;
}

/** Nest's name for the {@link RunLockReader}. */
export const RUN_LOCK_READER = Symbol('RunLockReader');
