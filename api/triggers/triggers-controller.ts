import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import type { Configuration } from '../../config/schema.js';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import { noteOfOperator } from '../../domain/triggers/pause.js';
import type { PlannedTrigger } from '../../domain/triggers/planned-trigger.js';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import { startedCycleSchema } from '../cycles/cycle-schema.js';
import { CYCLE_STORE, type CycleStore } from '../cycles/cycle-store.js';
import { cycleLinks, type CycleLinks } from '../cycles/cycle-tree.js';
import { uniquePart } from '../cycles/unique-part.js';
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { API_PATH, WEB_UI, type WebUi } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { findServer } from '../servers/find-server.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { findTriggers, requireTrigger } from './find-triggers.js';
import {
  triggerBodySchema,
  triggerIdSchema,
  triggersSchema,
  type TriggerAnswer,
  type TriggerBody,
} from './trigger-schema.js';
import { TRIGGER_STORE, type TriggerState, type TriggerStore } from './trigger-store.js';

/** What starts cycles by itself: how it stands; fires, pauses and resumes it. */
@ApiTags('Triggers')
@Controller(`${API_PATH}/servers/:server/triggers`)
export class TriggersController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SYNC_ENGINES) private readonly engines: SyncEngines,
    @Inject(TRIGGER_STORE) private readonly store: TriggerStore,
    @Inject(CYCLE_STORE) private readonly cycles: CycleStore,
    @Inject(WEB_UI) private readonly webUi: WebUi | undefined,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'Triggers of a sync server',
    description:
      'What starts cycles by itself, when it last did, and when it will. Disabled ones are left out.',
  })
  @ApiOkResponse({ standardSchema: triggersSchema })
  @AnswersProblems('unknown-server', 'engine-unreachable', 'temporal-unreachable')
  async list(
    @Param('server', { schema: serverIdSchema }) server: string,
  ): Promise<{ readonly triggers: readonly TriggerAnswer[] }> {
    const triggers = await findTriggers(server, findServer(this.configuration, server), this.engines);
    return {
      triggers: await Promise.all(
        triggers.map(async (trigger) => answerOf(trigger, await this.store.state(server, trigger.id))),
      ),
    };
  }

  @Post(':trigger/fire')
  @HttpCode(202)
  @Needs('operator')
  @ApiOperation({
    summary: 'Fire a trigger',
    description:
      'Starts what it starts, now, also while it is paused. When it fires by itself stays as it is.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A request that is sent again with the same key finds the same cycle.',
  })
  @ApiAcceptedResponse({ standardSchema: startedCycleSchema })
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-trigger',
    'engine-unreachable',
    'temporal-unreachable',
  )
  async fire(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('trigger', { schema: triggerIdSchema }) id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: triggerBodySchema }) { why }: TriggerBody,
    @By() by: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CycleLinks> {
    const { cycle } = await this.#find(server, id);
    const fired = `trigger "${id}", fired by ${signatureOf(by)}`;
    const input = {
      ...cycle,
      cause: {
        trigger: 'operator' as const,
        description: why === undefined ? fired : `${fired}: ${why}`,
      },
      urgent: true,
    };
    const links = cycleLinks(server, await this.cycles.start(input, uniquePart(key)), this.webUi);
    response.location(links.links.cycle);
    return links;
  }

  @Post(':trigger/pause')
  @HttpCode(204)
  @Needs('operator')
  @ApiOperation({
    summary: 'Pause a trigger',
    description:
      'It does not fire until it is resumed. A webhook refuses requests. To pause it again changes nothing but the reason.',
  })
  @ApiNoContentResponse()
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-trigger',
    'engine-unreachable',
    'temporal-unreachable',
  )
  async pause(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('trigger', { schema: triggerIdSchema }) id: string,
    @Body({ schema: triggerBodySchema }) { why }: TriggerBody,
    @By() by: Caller,
  ): Promise<void> {
    await this.#find(server, id);
    await this.store.setPaused(server, id, true, noteOfOperator('Paused', { by: signatureOf(by), why }));
  }

  @Post(':trigger/resume')
  @HttpCode(204)
  @Needs('operator')
  @ApiOperation({
    summary: 'Resume a trigger',
    description: 'It fires again when its time comes; what would have been meanwhile is not made up for.',
  })
  @ApiNoContentResponse()
  @AnswersProblems(
    'invalid-input',
    'unknown-server',
    'unknown-trigger',
    'engine-unreachable',
    'temporal-unreachable',
  )
  async resume(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('trigger', { schema: triggerIdSchema }) id: string,
    @Body({ schema: triggerBodySchema }) { why }: TriggerBody,
    @By() by: Caller,
  ): Promise<void> {
    await this.#find(server, id);
    await this.store.setPaused(server, id, false, noteOfOperator('Resumed', { by: signatureOf(by), why }));
  }

  async #find(server: string, id: string): Promise<PlannedTrigger> {
    return requireTrigger(
      await findTriggers(server, findServer(this.configuration, server), this.engines),
      id,
    );
  }
}

const NO_SCHEDULE_YET: TriggerState = {
  paused: true,
  note: 'No worker has made its schedule yet.',
};

function answerOf(
  { id, firing, cycle }: PlannedTrigger,
  state: TriggerState = NO_SCHEDULE_YET,
): TriggerAnswer {
  const { start } = cycle;
  return {
    id,
    kind: firing.kind,
    managementAgent: cycle.managementAgent,
    ...(start.kind === 'run-profile' ? { runProfile: start.runProfile } : {}),
    ...(start.kind === 'run-profile-kind'
      ? {
          runProfileKind: start.runProfileKind,
          ...(start.partition === undefined ? {} : { partition: start.partition }),
        }
      : {}),
    description: cycle.cause.description,
    state: state.paused ? 'paused' : 'active',
    ...(state.paused && state.note !== undefined ? { reason: state.note } : {}),
    ...(state.lastFired === undefined ? {} : { lastFired: state.lastFired }),
    ...(state.nextFiring === undefined ? {} : { nextFiring: state.nextFiring }),
  };
}
