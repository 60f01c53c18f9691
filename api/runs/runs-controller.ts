import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import { AutoSyncError } from '../../domain/errors.js';
import { parseRunErrors } from '../../domain/run-history/parse-run-details.js';
import { summaryOf } from '../../domain/run-history/run-summary.js';
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { engineOf, requireManagementAgent } from '../management-agents/find-management-agent.js';
import { API_PATH } from '../links.js';
import { managementAgentSchema } from '../management-agents/management-agent-path.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { requireAccepted } from '../problems/require-accepted.js';
import { findServer } from '../servers/find-server.js';
import { RUN_LOCK_READER, type RunLockReader } from '../servers/run-lock-reader.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { cyclesOfRuns } from './cycles-of-runs.js';
import { runErrorsQuerySchema, runErrorsSchema, type RunErrors } from './run-errors-schema.js';
import { runListQuerySchema, runListSchema, type ListedRun, type ListedRuns } from './run-list-schema.js';
import { declareUtf8 } from './xml-declaration.js';

const historyPath = z.object({ server: serverIdSchema, managementAgent: managementAgentSchema });

const runPath = historyPath.extend({
  runNumber: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, 'write a run number, for example 12')
    .transform(Number)
    .describe('Run numbers count up per management agent.'),
});

/** The engine's run history. It never passes through Temporal: run details can be very large. */
@ApiTags('Runs')
@Controller(`${API_PATH}/servers/:server/management-agents/:managementAgent/runs`)
export class RunsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SYNC_ENGINES) private readonly engines: SyncEngines,
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'The run history of a management agent',
    description: 'The runs that the engine still knows, whoever started them, the newest first.',
  })
  @ApiOkResponse({ standardSchema: runListSchema })
  @AnswersProblems('invalid-input', 'unknown-server', 'unknown-management-agent', 'engine-unreachable')
  async list(
    @Param({ schema: historyPath }) path: z.output<typeof historyPath>,
    @Query({ schema: runListQuerySchema }) { limit, before }: z.output<typeof runListQuerySchema>,
  ): Promise<ListedRuns> {
    const { engine, managementAgent } = await this.#find(path);
    const [found, { lastRun }, cycles] = await Promise.all([
      // One more than is shown, to know whether there is a next page.
      engine.listRuns(managementAgent.id, { limit: limit + 1, before }),
      engine.status(managementAgent.id),
      this.#cyclesOf(path.server, managementAgent.name),
    ]);
    const runs = found.slice(0, limit).map((run): ListedRun => {
      const cycle = cycles.get(run.runNumber);
      const goesOn = lastRun?.runNumber === run.runNumber && lastRun.end === undefined;
      return { ...summaryOf(run, goesOn), ...(cycle !== undefined && { cycle }) };
    });
    const last = runs.at(-1)?.runNumber;
    return { runs, ...(found.length > limit && last !== undefined && { next: last }) };
  }

  /** The cycles of the runs that the run lock knows, by run number: the history is there without the run lock, too. */
  async #cyclesOf(server: string, managementAgent: string): Promise<ReadonlyMap<number, string>> {
    try {
      return cyclesOfRuns(await this.runLocks.status(server), managementAgent);
    } catch (error) {
      if (error instanceof AutoSyncError && error.retryable) return new Map();
      throw error;
    }
  }

  @Get(':runNumber')
  @Needs('viewer')
  @ApiOperation({
    summary: 'The details of a run',
    description: "As JSON, or with `Accept: application/xml` the engine's own document.",
  })
  @ApiOkResponse({
    description: 'The run.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath('RunDetails') } },
      'application/xml': {
        schema: { type: 'string', description: '`<run-history>` with one `<run-details>`.' },
      },
    },
  })
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-management-agent',
    'unknown-run',
    'not-acceptable',
    'engine-unreachable',
  )
  async details(
    @Param({ schema: runPath }) path: z.output<typeof runPath>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const accepted = requireAccepted(
      request,
      ['application/json', 'application/xml', 'text/xml'],
      'run details',
    );
    const { engine, managementAgent } = await this.#find(path);
    response.vary('Accept');
    if (accepted === 'application/json') {
      response.json(await engine.runDetails(managementAgent.id, path.runNumber));
    } else {
      const xml = await engine.runDetailsXml(managementAgent.id, path.runNumber);
      response.type(`${accepted}; charset=utf-8`);
      await pipeline(Readable.from(declareUtf8(xml)), response).catch((error: unknown) => {
        // Whoever asked has gone away before the end: there is nobody left to tell.
        if (!isPrematureClose(error)) throw error;
      });
    }
  }

  @Get(':runNumber/errors')
  @Needs('viewer')
  @ApiOperation({
    summary: 'All errors of a run, page by page',
    description: 'In the order of the steps. Read from the whole document of the engine at each request.',
  })
  @ApiOkResponse({ standardSchema: runErrorsSchema })
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-management-agent',
    'unknown-run',
    'engine-unreachable',
  )
  async errors(
    @Param({ schema: runPath }) path: z.output<typeof runPath>,
    @Query({ schema: runErrorsQuerySchema }) { offset, limit }: z.output<typeof runErrorsQuerySchema>,
  ): Promise<RunErrors> {
    const { engine, managementAgent } = await this.#find(path);
    const pieces: string[] = [];
    for await (const piece of await engine.runDetailsXml(managementAgent.id, path.runNumber))
      pieces.push(piece);
    const errors = parseRunErrors(pieces.join(''));
    return { total: errors.length, offset, errors: errors.slice(offset, offset + limit) };
  }

  async #find(path: z.output<typeof historyPath>) {
    findServer(this.configuration, path.server);
    const engine = engineOf(this.engines, path.server);
    const catalogue = await engine.listManagementAgents();
    return { engine, managementAgent: requireManagementAgent(catalogue, path.server, path.managementAgent) };
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
