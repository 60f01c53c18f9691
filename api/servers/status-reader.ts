import { Inject, Injectable } from '@nestjs/common';
import { engineTaskQueue } from '../../domain/naming.js';
import type { RunningRun } from '../../domain/run-lock/status.js';
import { briefCache } from '../brief-cache.js';
import type { CycleActivity } from '../cycles/cycle-activity.js';
import { CYCLE_STORE, type CycleStore } from '../cycles/cycle-store.js';
import { TEMPORAL_PROBE, type TemporalProbe } from '../health/temporal-probe.js';
import { engineWorkerOf, type EngineWorker } from './engine-worker.js';
import { RUN_LOCK_READER, type RunLockReader } from './run-lock-reader.js';
import type { RunningRunWithProgress, ServerStatus } from './server-status.js';

/** A run tells how far it is every two seconds; nobody needs to know it sooner. */
const PROGRESS_TIME_TO_LIVE_MS = 2_000;
/** Who polls shows within minutes only. */
const POLLERS_TIME_TO_LIVE_MS = 5_000;

/** Puts together what the run lock knows of a sync server and what only Temporal knows. */
@Injectable()
export class StatusReader {
  readonly #activity: (cycle: string) => Promise<CycleActivity | undefined>;
  readonly #engineWorker: (server: string) => Promise<EngineWorker>;

  constructor(
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
    @Inject(CYCLE_STORE) cycles: CycleStore,
    @Inject(TEMPORAL_PROBE) temporal: TemporalProbe,
  ) {
    this.#activity = briefCache((cycle) => cycles.activity(cycle), PROGRESS_TIME_TO_LIVE_MS);
    this.#engineWorker = briefCache(
      async (server) => engineWorkerOf(await temporal.pollers(engineTaskQueue(server), 'activity')),
      POLLERS_TIME_TO_LIVE_MS,
    );
  }

  /** @throws {AutoSyncError} `run-lock-unreachable`, `worker-unreachable` or `temporal-unreachable` */
  async read(server: string): Promise<ServerStatus> {
    const [status, engineWorker] = await Promise.all([
      this.runLocks.status(server),
      this.#engineWorker(server),
    ]);
    const running = await Promise.all(status.running.map((run) => this.#withProgress(run)));
    return { ...status, engineWorker, running };
  }

  async #withProgress(run: RunningRun): Promise<RunningRunWithProgress> {
    const progress = run.cycle === undefined ? undefined : (await this.#activity(run.cycle))?.progress;
    return progress ? { ...run, progress } : run;
  }
}
