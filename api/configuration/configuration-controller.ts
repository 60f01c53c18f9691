import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Revision } from '../../domain/configuration/revision.js';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import type { ReadRevision } from '../../temporal/configuration/configuration-store.js';
import { By } from '../access/by.js';
import { Needs } from '../access/needs-role.js';
import { BodyUpTo } from '../bodies/body-limit.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import {
  appliedSchema,
  applyRequestSchema,
  checkedSchema,
  checkRequestSchema,
  currentConfigurationSchema,
  revisionNumberSchema,
  revisionsSchema,
  revisionWithTextSchema,
  rollBackRequestSchema,
  type ApplyRequest,
  type CheckRequest,
  type RollBackRequest,
} from './configuration-schema.js';
import { CONFIGURATION_SERVICE, type ConfigurationService } from './configuration-service.js';

/** A text of a million characters, however it is escaped. */
const LARGEST_BODY = 4 * 1024 * 1024;

const UNREACHABLE = ['configuration-not-applied', 'worker-unreachable', 'temporal-unreachable'] as const;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same request that is sent again with the same key is carried out once.',
};

/** The configuration: what is applied, what was, and what is to be. */
@ApiTags('Configuration')
@Controller(`${API_PATH}/configuration`)
export class ConfigurationController {
  constructor(@Inject(CONFIGURATION_SERVICE) private readonly service: ConfigurationService) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({
    summary: 'The applied configuration',
    description: 'With its text as it was given, and the sync servers on which it is not in force yet.',
  })
  @ApiOkResponse({ standardSchema: currentConfigurationSchema })
  @AnswersProblems(...UNREACHABLE)
  async current(): Promise<z.input<typeof currentConfigurationSchema>> {
    const { pending, text = '', ...revision } = await this.service.current();
    return { ...shown(revision), text, pending: [...pending] };
  }

  @Post('check')
  @HttpCode(200)
  @BodyUpTo(LARGEST_BODY)
  // The engines that the text names are asked, wherever they are.
  @Needs('admin')
  @ApiOperation({
    summary: 'Check a configuration',
    description: 'The text, and whether it fits its engines; and what it would change. Nothing is applied.',
  })
  @ApiOkResponse({ standardSchema: checkedSchema })
  @AnswersProblems('invalid-input', 'invalid-configuration', ...UNREACHABLE)
  async check(
    @Body({ schema: checkRequestSchema }) { text }: CheckRequest,
  ): Promise<z.input<typeof checkedSchema>> {
    const { findings, changes } = await this.service.check(text);
    return { findings: [...findings], changes: [...changes] };
  }

  @Post('apply')
  @HttpCode(200)
  @BodyUpTo(LARGEST_BODY)
  @Needs('admin')
  @ApiOperation({
    summary: 'Apply a configuration',
    description:
      'Refused as a whole if any part of it is wrong, or asks for something that an engine does not have. Only what changed is touched; a run that goes on ends under the rules that it was granted with, and what its cycle asks for next is decided under the new ones. The text that is applied already changes nothing.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ standardSchema: appliedSchema })
  @AnswersProblems('invalid-input', 'invalid-configuration', 'configuration-changed', ...UNREACHABLE)
  async apply(
    @Body({ schema: applyRequestSchema }) { text, why, expectedRevision }: ApplyRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @By() by: Caller,
  ): Promise<z.input<typeof appliedSchema>> {
    const wanted = { by: signatureOf(by), why, idempotencyKey };
    const { findings, changes, ...applied } = await this.service.apply(text, wanted, expectedRevision);
    return { ...applied, findings: [...findings], changes: [...changes] };
  }

  @Get('revisions')
  @Needs('viewer')
  @ApiOperation({ summary: 'The last 50 revisions', description: 'The newest first, without their texts.' })
  @ApiOkResponse({ standardSchema: revisionsSchema })
  @AnswersProblems(...UNREACHABLE)
  async revisions(): Promise<z.input<typeof revisionsSchema>> {
    const revisions = await this.service.revisions();
    return { revisions: revisions.map(shown) };
  }

  @Get('revisions/:revision')
  @Needs('viewer')
  @ApiOperation({ summary: 'A revision', description: 'With its text, if that is still kept.' })
  @ApiOkResponse({ standardSchema: revisionWithTextSchema })
  @AnswersProblems('invalid-input', 'unknown-revision', ...UNREACHABLE)
  async revision(
    @Param('revision', { schema: revisionNumberSchema }) revision: number,
  ): Promise<z.input<typeof revisionWithTextSchema>> {
    const found = await this.service.revision(revision);
    return { ...shown(found), ...(found.text === undefined ? {} : { text: found.text }) };
  }

  @Post('rollback')
  @HttpCode(200)
  @Needs('admin')
  @ApiOperation({
    summary: 'Roll back',
    description:
      'Applies the text of an earlier revision again, as a new revision, if it still fits the engines.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ standardSchema: appliedSchema })
  @AnswersProblems(
    'invalid-input',
    'invalid-configuration',
    'unknown-revision',
    'revision-text-gone',
    'configuration-changed',
    ...UNREACHABLE,
  )
  async rollBack(
    @Body({ schema: rollBackRequestSchema }) { revision, why, expectedRevision }: RollBackRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @By() by: Caller,
  ): Promise<z.input<typeof appliedSchema>> {
    const wanted = { by: signatureOf(by), why, idempotencyKey };
    const { findings, changes, ...applied } = await this.service.rollBack(revision, wanted, expectedRevision);
    return { ...applied, findings: [...findings], changes: [...changes] };
  }
}

function shown({ revision, by, at, why, changes, rolledBackTo, textKept }: Revision | ReadRevision) {
  return {
    revision,
    appliedBy: by,
    appliedAt: new Date(at).toISOString(),
    ...(why === undefined ? {} : { why }),
    changes: [...changes],
    ...(rolledBackTo === undefined ? {} : { rolledBackTo }),
    textKept,
  };
}
