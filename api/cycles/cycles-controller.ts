import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import type { Caller } from '../../domain/access/caller.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { briefCache } from '../brief-cache.js';
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { API_PATH, WEB_UI, type WebUi } from '../links.js';
import { engineOf, requireManagementAgent } from '../management-agents/find-management-agent.js';
import { cursorOf, placeOf } from '../pagination/cursor.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { RUN_LOCK_READER, type RunLockReader } from '../servers/run-lock-reader.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { cycleAddress } from './cycle-address.js';
import { cycleRequestSchema, type CycleRequest } from './cycle-request.js';
import {
  cycleIdSchema,
  cyclePageSchema,
  cycleQuerySchema,
  cycleTreeSchema,
  startedCycleSchema,
  treeQuerySchema,
  type ListedCycles,
} from './cycle-schema.js';
import { CYCLE_STORE, type CyclePage, type CycleStore } from './cycle-store.js';
import { cycleLinks, readCycleTree, type CycleLinks, type CycleTree } from './cycle-tree.js';
import { planCycle } from './plan-cycle.js';
import { uniquePart } from './unique-part.js';
import { waitsForRunLock, withWhatIsWaitedFor } from './what-is-waited-for.js';

/** Temporal allows about ten searches a second for everybody together. */
const LIST_TIME_TO_LIVE_MS = 1_000;

/** A change at a usual company causes some dozens of cycles. */
const CYCLES_IN_A_TREE = 200;

/** Cycles: starts one, reads one with all that it caused, lists recent ones. */
@ApiTags('Cycles')
@Controller(`${API_PATH}/servers/:server/cycles`)
export class CyclesController {
  readonly #list: (asked: Parameters<CycleStore['list']>) => Promise<CyclePage>;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SYNC_ENGINES) private readonly engines: SyncEngines,
    @Inject(CYCLE_STORE) private readonly cycles: CycleStore,
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
    @Inject(WEB_UI) private readonly webUi: WebUi | undefined,
  ) {
    this.#list = briefCache((asked) => cycles.list(...asked), LIST_TIME_TO_LIVE_MS);
  }

  @Post()
  @Needs('operator')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start a cycle',
    description:
      'Runs a run profile of one management agent, or takes up what is left to do, and carries every change to the end.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      "Becomes the last part of the cycle's id: a request that is sent again with the same key and management agent finds the same cycle.",
  })
  @ApiAcceptedResponse({
    standardSchema: startedCycleSchema,
    headers: { Location: { description: 'Where to read on.', schema: { type: 'string' } } },
  })
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-management-agent',
    'unknown-run-profile',
    'unknown-partition',
    'unknown-run',
    'engine-unreachable',
    'temporal-unreachable',
  )
  async start(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: cycleRequestSchema }) request: CycleRequest,
    @By() by: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CycleLinks> {
    const configuration = findServer(this.configuration, server);
    const unique = uniquePart(idempotencyKey);
    const engine = engineOf(this.engines, server);
    const catalogue = await engine.listManagementAgents();
    const ma = requireManagementAgent(catalogue, server, request.managementAgent);
    const input = planCycle(request, server, configuration, ma, catalogue, by);
    if (input.start.kind === 'follow-ups-of-run') {
      await requireEndedRun(engine, ma.id, ma.name, input.start.runNumber);
    }
    const links = cycleLinks(server, await this.cycles.start(input, unique), this.webUi);
    response.location(links.links.cycle);
    return links;
  }

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'Recent cycles',
    description:
      'Those that run first, then the latest ended. From Temporal: what started or ended within the last second may not be there yet.',
  })
  @ApiOkResponse({ standardSchema: cyclePageSchema })
  @AnswersProblems('invalid-input', 'unknown-server', 'temporal-unreachable')
  async list(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Query({ schema: cycleQuerySchema }) query: z.output<typeof cycleQuerySchema>,
  ): Promise<ListedCycles> {
    findServer(this.configuration, server);
    const { limit, cursor, ...narrowed } = query;
    const filter = { server, ...narrowed };
    const pageToken = cursor === undefined ? undefined : placeOf(filter, cursor);
    const { cycles, nextPageToken } = await this.#list([filter, { limit, pageToken }]);
    return {
      cycles: cycles.map((item) => ({ ...item, ...cycleLinks(server, item, this.webUi) })),
      ...(nextPageToken !== undefined && { next: cursorOf(filter, nextPageToken) }),
    };
  }

  @Get(':cycle')
  @Needs('viewer')
  @ApiOperation({
    summary: 'One cycle with all that it caused',
    description:
      'Its steps, the reason of each, its outcome, and its child cycles with theirs, generation by generation until the answer holds 200 cycles. The path takes the whole workflow id, or `<management agent>/<unique part>`, URL-encoded.',
  })
  @ApiOkResponse({ standardSchema: cycleTreeSchema })
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-cycle',
    'worker-unreachable',
    'temporal-unreachable',
  )
  async read(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('cycle', { schema: cycleIdSchema }) cycle: string,
    @Query({ schema: treeQuerySchema }) { depth }: z.output<typeof treeQuerySchema>,
  ): Promise<CycleTree> {
    findServer(this.configuration, server);
    const address = cycleAddress(server, cycle);
    const bounds = { depth, cycles: CYCLES_IN_A_TREE };
    const tree = await readCycleTree(address, (id) => this.cycles.read(id), this.webUi, bounds);
    if (!waitsForRunLock(tree)) return tree;
    return withWhatIsWaitedFor(tree, await this.#queueOf(server));
  }

  /** A cycle is shown also while its run lock cannot be asked what it waits for. */
  async #queueOf(server: string): Promise<Pick<RunLockStatus, 'holds' | 'waiting'>> {
    try {
      return await this.runLocks.status(server);
    } catch (error) {
      if (error instanceof AutoSyncError && error.retryable) return { holds: [], waiting: [] };
      throw error;
    }
  }
}

/** @throws {AutoSyncError} `unknown-run`, or `invalid-input` for a run that goes on: what follows is not known yet */
async function requireEndedRun(
  engine: SyncEngine,
  managementAgentId: string,
  managementAgentName: string,
  runNumber: number,
): Promise<void> {
  const { lastRun } = await engine.status(managementAgentId);
  if (lastRun?.runNumber === runNumber && lastRun.end === undefined) {
    throw new AutoSyncError(
      'invalid-input',
      `body.followUpsOfRun is ${runNumber}: this run of "${managementAgentName}" has not ended. Ask again when it has.`,
    );
  }
  await engine.runDetails(managementAgentId, runNumber);
}
