import { Controller, Get, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { Response } from 'express';
import type { Caller } from '../../domain/access/caller.js';
import { By } from '../access/by.js';
import { Open } from '../access/needs-role.js';
import { AUDIT_LOG, type AuditLog } from '../audit/audit-record.js';
import { briefCache } from '../brief-cache.js';
import { SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { RUN_LOCK_READER, type RunLockReader } from '../servers/run-lock-reader.js';
import { checkHealth, withoutDetails, type HealthFinding } from './check-health.js';
import { healthSchema } from './health-schema.js';
import { TEMPORAL_PROBE, type TemporalProbe } from './temporal-probe.js';

/** Anybody may ask, and each look asks every engine: monitors need not know it sooner. */
const HEALTH_TIME_TO_LIVE_MS = 2_000;

/** Says apart how Temporal, the workers, the run locks and the engines are. */
@ApiTags('Health')
@Controller(`${API_PATH}/health`)
export class HealthController {
  readonly #look: (what: 'everything') => Promise<readonly HealthFinding[]>;

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(TEMPORAL_PROBE) temporal: TemporalProbe,
    @Inject(RUN_LOCK_READER) runLocks: RunLockReader,
    @Inject(SYNC_ENGINES) engines: SyncEngines,
    @Inject(AUDIT_LOG) audit: AuditLog,
  ) {
    this.#look = briefCache(
      () => checkHealth({ temporal, runLocks, engines, audit }),
      HEALTH_TIME_TO_LIVE_MS,
    );
  }

  @Get()
  @Open('Monitors ask without a token, and are told no more than what is up and what is down.', {
    recognizes: true,
  })
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  @ApiOperation({ summary: 'How Temporal, the workers, the run locks and the engines are' })
  @ApiOkResponse({ standardSchema: healthSchema, description: 'All is up.' })
  @ApiServiceUnavailableResponse({ standardSchema: healthSchema, description: 'Something is down.' })
  async check(
    @Res({ passthrough: true }) response: Response,
    @By() caller: Caller | undefined,
  ): Promise<unknown> {
    const found = await this.#look('everything');
    const findings = caller ? found : found.map(withoutDetails);
    try {
      return await this.health.check(
        findings.map(({ part, up, ...said }) => () => {
          const indicator = this.indicators.check(part);
          return up ? indicator.up(said) : indicator.down(said);
        }),
      );
    } catch (error) {
      // Terminus throws the very document that says what is down. It is an answer to the question, no problem.
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503);
      return error.getResponse();
    }
  }
}
