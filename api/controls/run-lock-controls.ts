import type { Control } from '../../domain/run-lock/control.js';

/** What operators may tell the run locks. */
export interface RunLockControls {
  /**
   * Has the run lock of a sync server carry a control out, once, however often it is told.
   *
   * @returns the version of the status that shows it
   * @throws {AutoSyncError} the run lock's own reason for which it cannot be carried out, such as `unknown-request`;
   *   `run-lock-unreachable`, `worker-unreachable` or `temporal-unreachable`
   */
  carryOut(server: string, control: Control): Promise<{ readonly version: number }>;
}

/** Nest's name for the {@link RunLockControls}. */
export const RUN_LOCK_CONTROLS = Symbol('RunLockControls');
