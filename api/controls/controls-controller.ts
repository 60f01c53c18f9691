import { Body, Controller, Delete, Headers, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { managementAgentSchema } from '../management-agents/management-agent-path.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { controlOf, type ControlAction } from './control-action.js';
import { ControlRoute } from './control-route.js';
import {
  controlBodySchema,
  controlQuerySchema,
  leaseTokenSchema,
  requestIdSchema,
  stopBodySchema,
  type ControlBody,
  type StopBody,
} from './control-schema.js';
import { RUN_LOCK_CONTROLS, type RunLockControls } from './run-lock-controls.js';

type CarriedOut = Promise<{ readonly version: number }>;

/** What an operator does to a sync server: its run lock carries it out, and keeps who did it and why. */
@ApiTags('Controls')
@Controller(`${API_PATH}/servers/:server`)
export class ControlsController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(RUN_LOCK_CONTROLS) private readonly runLocks: RunLockControls,
  ) {}

  @Post('stop')
  @Needs('operator')
  @ControlRoute(
    'Stop a sync server',
    'No run starts any more, and what waits is refused. What runs goes on to its end, unless `cancelRuns` says otherwise.',
    [],
  )
  stopServer(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: stopBodySchema }) { why, cancelRuns }: StopBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'stop', ...(cancelRuns && { cancelRuns }) }, why, key, by);
  }

  @Post('start')
  @Needs('operator')
  @ControlRoute('Start a sync server', 'Runs may start again, after a look for what was left undone.', [])
  startServer(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: controlBodySchema }) { why }: ControlBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'start' }, why, key, by);
  }

  @Post('management-agents/:managementAgent/stop')
  @Needs('operator')
  @ControlRoute(
    'Stop a management agent',
    'It runs nothing any more, and what waits for it is refused. What it runs goes on to its end, unless `cancelRuns` says otherwise.',
    ['unknown-management-agent', 'engine-unreachable'],
  )
  stopManagementAgent(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('managementAgent', { schema: managementAgentSchema }) managementAgent: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: stopBodySchema }) { why, cancelRuns }: StopBody,
    @By() by: Caller,
  ): CarriedOut {
    const action = { action: 'stop', managementAgent, ...(cancelRuns && { cancelRuns }) } as const;
    return this.#carryOut(server, action, why, key, by);
  }

  @Post('management-agents/:managementAgent/start')
  @Needs('operator')
  @ControlRoute('Start a management agent', 'It may run again, after a look for what was left undone.', [
    'unknown-management-agent',
    'engine-unreachable',
  ])
  startManagementAgent(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('managementAgent', { schema: managementAgentSchema }) managementAgent: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: controlBodySchema }) { why }: ControlBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'start', managementAgent }, why, key, by);
  }

  @Post('management-agents/:managementAgent/cancel-run')
  @Needs('operator')
  @ControlRoute('Cancel the run of a management agent', 'Stops what it runs now, whoever started it.', [
    'unknown-management-agent',
    'nothing-runs',
    'engine-unreachable',
  ])
  cancelRun(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('managementAgent', { schema: managementAgentSchema }) managementAgent: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: controlBodySchema }) { why }: ControlBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'cancel-run', managementAgent }, why, key, by);
  }

  @Delete('queue/:requestId')
  @Needs('operator')
  @ControlRoute(
    'Take a waiting request out of the queue',
    'Its cycle, and those that joined it, are refused.',
    ['unknown-request'],
  )
  removeRequest(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('requestId', { schema: requestIdSchema }) requestId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Query({ schema: controlQuerySchema }) { why }: z.output<typeof controlQuerySchema>,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'remove-request', requestId }, why, key, by);
  }

  @Post('queue/:requestId/move-to-front')
  @Needs('operator')
  @ControlRoute('Put a waiting request before all others', 'The one that was put there last goes first.', [
    'unknown-request',
  ])
  moveToFront(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('requestId', { schema: requestIdSchema }) requestId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: controlBodySchema }) { why }: ControlBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'move-to-front', requestId }, why, key, by);
  }

  @Post('leases/:token/force-release')
  @Needs('admin')
  @ControlRoute(
    'Free a lease without its holder',
    'For a holder that does not answer. What the engine still runs keeps others away as soon as it has been looked at.',
    ['unknown-lease'],
  )
  forceRelease(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('token', { schema: leaseTokenSchema }) token: number,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: controlBodySchema }) { why }: ControlBody,
    @By() by: Caller,
  ): CarriedOut {
    return this.#carryOut(server, { action: 'force-release', token }, why, key, by);
  }

  async #carryOut(
    server: string,
    action: ControlAction,
    why: string | undefined,
    idempotencyKey: string | undefined,
    by: Caller,
  ): CarriedOut {
    findServer(this.configuration, server);
    return this.runLocks.carryOut(server, controlOf(action, { by: signatureOf(by), why }, idempotencyKey));
  }
}
