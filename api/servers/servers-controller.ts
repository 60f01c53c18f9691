import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Configuration } from '../../config/schema.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH, serverLinks } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { matchesEntityTag, statusEntityTag } from './entity-tag.js';
import { findServer } from './find-server.js';
import { RUN_LOCK_READER, type RunLockReader } from './run-lock-reader.js';
import { serverIdSchema } from './server-id-schema.js';
import { serversSchema, serverStatusSchema } from './status-schema.js';

/** The sync servers, and what goes on at each. */
@ApiTags('Sync servers')
@Controller(`${API_PATH}/servers`)
export class ServersController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The sync servers of the configuration' })
  @ApiOkResponse({ standardSchema: serversSchema })
  list() {
    return Object.keys(this.configuration.servers).map((server) => ({ server, links: serverLinks(server) }));
  }

  @Get(':server')
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
  ): Promise<RunLockStatus | undefined> {
    findServer(this.configuration, server);
    const status = await this.runLocks.status(server);
    const entityTag = statusEntityTag(status);
    // A status is out of date at once: whoever keeps one must ask whether it still holds.
    response.set({ ETag: entityTag, 'Cache-Control': 'no-cache' });
    if (!matchesEntityTag(ifNoneMatch, entityTag)) return status;
    response.status(304);
    return undefined;
  }
}
