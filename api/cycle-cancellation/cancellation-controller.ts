import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import type { Configuration } from '../../config/schema.js';
import { AutoSyncError } from '../../domain/errors.js';
import { cycleAddress } from '../cycles/cycle-address.js';
import { cycleIdSchema } from '../cycles/cycle-schema.js';
import { CONFIGURATION } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import {
  cancellationRequestSchema,
  cancellationSchema,
  type Cancellation,
  type CancellationRequest,
} from './cancellation-schema.js';
import { CYCLE_CANCELLER, type CycleCanceller } from './cycle-canceller.js';

/** Cancels cycles. */
@ApiTags('Cycles')
@Controller(`${API_PATH}/servers/:server/cycles/:cycle/cancel`)
export class CancellationController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(CYCLE_CANCELLER) private readonly canceller: CycleCanceller,
  ) {}

  @Post()
  @Needs('operator')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Cancel a cycle',
    description:
      'Stops its run on the engine, or lets it come to its end first. The changes that it has made for other management agents go on their way in the cycles that it caused, unless they are cancelled too.',
  })
  @ApiAcceptedResponse({ standardSchema: cancellationSchema })
  @AnswersProblems('invalid-input', 'unknown-server', 'unknown-cycle', 'nothing-runs', 'temporal-unreachable')
  async cancel(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('cycle', { schema: cycleIdSchema }) text: string,
    @Body({ schema: cancellationRequestSchema }) { why, finishRun, children }: CancellationRequest,
    @By() by: Caller,
  ): Promise<Cancellation> {
    findServer(this.configuration, server);
    const id = cycleAddress(server, text);
    const family = await this.canceller.openFamily(id);
    const cancelled = family.filter(({ cycle }) => children || cycle === id);
    if (cancelled.length === 0) {
      const others = family.length > 0 ? ` ${family.length} that it caused still run: ask for children.` : '';
      throw new AutoSyncError('nothing-runs', `The cycle "${id}" has ended.${others}`);
    }
    const how = { finishRun: finishRun ?? false, by: signatureOf(by), ...(why !== undefined && { why }) };
    // The causing ones first: what they run must not cause more while the others are told.
    for (const { cycle } of cancelled) await this.canceller.cancel(cycle, how);
    return { cancelled, goOn: family.filter((one) => !cancelled.includes(one)) };
  }
}
