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
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { engineOf, requireManagementAgent } from '../management-agents/find-management-agent.js';
import { API_PATH } from '../links.js';
import { managementAgentSchema } from '../management-agents/management-agent-path.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { runErrorsQuerySchema, runErrorsSchema, type RunErrors } from './run-errors-schema.js';
import { declareUtf8 } from './xml-declaration.js';

const runPath = z.object({
  server: serverIdSchema,
  managementAgent: managementAgentSchema,
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
  ) {}

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
    'engine-unreachable',
  )
  async details(
    @Param({ schema: runPath }) path: z.output<typeof runPath>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    findServer(this.configuration, path.server);
    const accepted = request.accepts(['application/json', 'application/xml', 'text/xml']);
    if (accepted === false) {
      throw new AutoSyncError(
        'invalid-input',
        `Accept is "${request.get('accept') ?? ''}": run details come as application/json or application/xml.`,
      );
    }
    const engine = engineOf(this.engines, path.server);
    const catalogue = await engine.listManagementAgents();
    const { id } = requireManagementAgent(catalogue, path.server, path.managementAgent);
    response.vary('Accept');
    if (accepted === 'application/json') {
      response.json(await engine.runDetails(id, path.runNumber));
    } else {
      const xml = await engine.runDetailsXml(id, path.runNumber);
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
    findServer(this.configuration, path.server);
    const engine = engineOf(this.engines, path.server);
    const { id } = requireManagementAgent(
      await engine.listManagementAgents(),
      path.server,
      path.managementAgent,
    );
    const pieces: string[] = [];
    for await (const piece of await engine.runDetailsXml(id, path.runNumber)) pieces.push(piece);
    const errors = parseRunErrors(pieces.join(''));
    return { total: errors.length, offset, errors: errors.slice(offset, offset + limit) };
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
