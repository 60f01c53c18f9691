import type { RunProgress } from '../../domain/run-history/run-progress.js';
import type { RunLockStatus, RunningRun } from '../../domain/run-lock/status.js';
import type { EngineWorker } from './engine-worker.js';

/** A run that goes on, and how far it has come. */
export interface RunningRunWithProgress extends RunningRun {
  /** As its worker told last; absent until it has, and for runs that somebody else started. */
  readonly progress?: RunProgress;
}

/** What the run lock knows of a sync server, and beside it what only Temporal knows. */
export interface ServerStatus extends RunLockStatus {
  readonly engineWorker: EngineWorker;
  readonly running: readonly RunningRunWithProgress[];
}

/** What a sync server does now and next: a part of its status. */
export type Queue = Pick<ServerStatus, 'version' | 'running' | 'waiting' | 'holds'>;
