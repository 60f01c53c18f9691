import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { catalogueSchema } from './catalogue-schema.js';
import { engineOf } from './find-management-agent.js';

/** The catalogue of a sync server, asked of its engine each time. */
@ApiTags('Management agents')
@Controller(`${API_PATH}/servers/:server/management-agents`)
export class ManagementAgentsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SYNC_ENGINES) private readonly engines: SyncEngines,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({ summary: 'The management agents with their partitions and run profiles' })
  @ApiOkResponse({ standardSchema: catalogueSchema })
  @AnswersProblems('unknown-server', 'engine-unreachable')
  async list(
    @Param('server', { schema: serverIdSchema }) server: string,
  ): Promise<readonly ManagementAgent[]> {
    findServer(this.configuration, server);
    return engineOf(this.engines, server).listManagementAgents();
  }
}
