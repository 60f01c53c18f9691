import { Body, Controller, Get, Headers, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import type { Hold } from '../../domain/run-lock/status.js';
import { controlOf, type ControlAction } from '../controls/control-action.js';
import { ControlRoute } from '../controls/control-route.js';
import { requestIdSchema } from '../controls/control-schema.js';
import { RUN_LOCK_CONTROLS, type RunLockControls } from '../controls/run-lock-controls.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { RUN_LOCK_READER, type RunLockReader } from '../servers/run-lock-reader.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { holdSchema } from '../servers/status-schema.js';
import { approvalSchema, rejectionSchema, type Approval, type Rejection } from './hold-decision-schema.js';

/** Exports of which too much is pending: an operator decides on each, and says why. */
@ApiTags('Holds')
@Controller(`${API_PATH}/servers/:server/holds`)
export class HoldsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
    @Inject(RUN_LOCK_CONTROLS) private readonly controls: RunLockControls,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'Exports that are held',
    description: 'Each reaches a threshold, and waits until an operator has decided. The oldest is first.',
  })
  @ApiOkResponse({ standardSchema: z.array(holdSchema) })
  @AnswersProblems('unknown-server', 'run-lock-unreachable', 'worker-unreachable', 'temporal-unreachable')
  async list(@Param('server', { schema: serverIdSchema }) server: string): Promise<readonly Hold[]> {
    findServer(this.configuration, server);
    const { holds } = await this.runLocks.status(server);
    return holds;
  }

  @Post(':requestId/approve')
  @Needs('operator')
  @ControlRoute(
    'Approve an export that is held',
    'As much as was shown runs when its turn comes. If there is more of it by then, it is held again.',
    ['unknown-hold'],
  )
  approve(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('requestId', { schema: requestIdSchema }) requestId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: approvalSchema }) { why, raise }: Approval,
    @By() by: Caller,
  ): Promise<{ readonly version: number }> {
    return this.#decide(
      server,
      { action: 'approve-export', requestId, ...(raise && { raise }) },
      why,
      key,
      by,
    );
  }

  @Post(':requestId/reject')
  @Needs('operator')
  @ControlRoute(
    'Reject an export that is held',
    'Its cycle, and those that want the same, are refused. What is pending stays pending: the next export is held again.',
    ['unknown-hold'],
  )
  reject(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('requestId', { schema: requestIdSchema }) requestId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: rejectionSchema }) { why }: Rejection,
    @By() by: Caller,
  ): Promise<{ readonly version: number }> {
    return this.#decide(server, { action: 'reject-export', requestId }, why, key, by);
  }

  async #decide(
    server: string,
    action: ControlAction,
    why: string,
    idempotencyKey: string | undefined,
    by: Caller,
  ): Promise<{ readonly version: number }> {
    findServer(this.configuration, server);
    return this.controls.carryOut(server, controlOf(action, { by: signatureOf(by), why }, idempotencyKey));
  }
}
