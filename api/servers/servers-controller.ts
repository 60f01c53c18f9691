import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import { engineTaskQueue } from '../../domain/naming.js';
import type { RunningRun } from '../../domain/run-lock/status.js';
import { briefCache } from '../brief-cache.js';
import type { CycleActivity } from '../cycles/cycle-activity.js';
import { CYCLE_STORE, type CycleStore } from '../cycles/cycle-store.js';
import { CONFIGURATION } from '../dependencies.js';
import { TEMPORAL_PROBE, type TemporalProbe } from '../health/temporal-probe.js';
import { API_PATH, serverLinks } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { matchesEntityTag, statusEntityTag } from './entity-tag.js';
import { engineWorkerOf, type EngineWorker } from './engine-worker.js';
import { findServer } from './find-server.js';
import { RUN_LOCK_READER, type RunLockReader } from './run-lock-reader.js';
import { serverIdSchema } from './server-id-schema.js';
import type { RunningRunWithProgress, ServerStatus } from './server-status.js';
import { serversSchema, serverStatusSchema } from './status-schema.js';

/** A run tells how far it is every two seconds; nobody needs to know it sooner. */
const PROGRESS_TIME_TO_LIVE_MS = 2_000;
/** Who polls shows within minutes only. */
const POLLERS_TIME_TO_LIVE_MS = 5_000;

/** The sync servers, and what goes on at each. */
@ApiTags('Sync servers')
@Controller(`${API_PATH}/servers`)
export class ServersController {
  readonly #activity: (cycle: string) => Promise<CycleActivity | undefined>;
  readonly #engineWorker: (server: string) => Promise<EngineWorker>;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
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

  @Get()
  @Needs('viewer')
  @ApiOperation({ summary: 'The sync servers of the configuration' })
  @ApiOkResponse({ standardSchema: serversSchema })
  list() {
    return Object.keys(this.configuration.servers).map((server) => ({ server, links: serverLinks(server) }));
  }

  @Get(':server')
  @Needs('viewer')
  @ApiOperation({
    summary: 'What a sync server does',
    description: 'Its management agents with their last outcomes, what runs, what waits and why.',
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of the answer that you have.',
  })
  @ApiOkResponse({
    standardSchema: serverStatusSchema,
    headers: { ETag: { description: 'Changes with each change.', schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 304, description: 'Nothing has changed since the answer that you have.' })
  @AnswersProblems('unknown-server', 'run-lock-unreachable', 'worker-unreachable', 'temporal-unreachable')
  async status(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServerStatus | undefined> {
    findServer(this.configuration, server);
    const status = await this.#status(server);
    const entityTag = statusEntityTag(status);
    // A status is out of date at once: whoever keeps one must ask whether it still holds.
    response.set({ ETag: entityTag, 'Cache-Control': 'no-cache' });
    if (!matchesEntityTag(ifNoneMatch, entityTag)) return status;
    response.status(304);
    return undefined;
  }

  async #status(server: string): Promise<ServerStatus> {
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
