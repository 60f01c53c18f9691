import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH, serverLinks } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from './find-server.js';
import { ENTITY_TAG_HEADER, RevalidatedRoute, unlessKnown } from './revalidated-route.js';
import { serverIdSchema } from './server-id-schema.js';
import type { Queue, ServerStatus } from './server-status.js';
import { StatusReader } from './status-reader.js';
import { queueSchema, serversSchema, serverStatusSchema } from './status-schema.js';

/** The sync servers, and what goes on at each. */
@ApiTags('Sync servers')
@Controller(`${API_PATH}/servers`)
export class ServersController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(StatusReader) private readonly statuses: StatusReader,
  ) {}

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
  @RevalidatedRoute()
  @ApiOkResponse({ standardSchema: serverStatusSchema, headers: ENTITY_TAG_HEADER })
  @AnswersProblems('unknown-server', 'run-lock-unreachable', 'worker-unreachable', 'temporal-unreachable')
  async status(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServerStatus | undefined> {
    findServer(this.configuration, server);
    return unlessKnown(await this.statuses.read(server), ifNoneMatch, response);
  }

  @Get(':server/queue')
  @Needs('viewer')
  @ApiOperation({
    summary: 'What runs, what waits and what is held',
    description: 'The part of the status that changes most.',
  })
  @RevalidatedRoute()
  @ApiOkResponse({ standardSchema: queueSchema, headers: ENTITY_TAG_HEADER })
  @AnswersProblems('unknown-server', 'run-lock-unreachable', 'worker-unreachable', 'temporal-unreachable')
  async queue(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Queue | undefined> {
    findServer(this.configuration, server);
    const { version, running, waiting, holds } = await this.statuses.read(server);
    return unlessKnown({ version, running, waiting, holds }, ifNoneMatch, response);
  }
}
