import { randomBytes } from 'node:crypto';
import { Controller, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { askChange } from '../audit/ask-change.js';
import { AUDIT_LOG, type AuditLog } from '../audit/audit-record.js';
import { resolveSecret } from '../../config/resolve-secret.js';
import type { Configuration } from '../../config/schema.js';
import type { Secret } from '../../config/settings/secret.js';
import { AutoSyncError } from '../../domain/errors.js';
import { webhookSlot } from '../../domain/triggers/webhook-slot.js';
import type { FailedLogIns } from '../access/failed-log-ins.js';
import { Open } from '../access/needs-role.js';
import { sourceOf } from '../access/source-address.js';
import { BodyUpTo } from '../bodies/body-limit.js';
import { CONFIGURATION, SYNC_ENGINES, type SyncEngines } from '../dependencies.js';
import { API_PATH } from '../links.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { serverIdSchema } from '../servers/server-id-schema.js';
import { findTriggers, requireTrigger } from '../triggers/find-triggers.js';
import { triggerIdSchema } from '../triggers/trigger-schema.js';
import { TRIGGER_STORE, type TriggerStore } from '../triggers/trigger-store.js';
import { FAILED_SIGNATURES } from './failed-signatures.js';
import { verifyWebhook } from './webhook-signature.js';

const acceptedSchema = z
  .strictObject({
    cycle: z.string().describe('The cycle that carries it, together with what else comes meanwhile.'),
  })
  .meta({
    id: 'WebhookAccepted',
    examples: [{ cycle: 'autosync/default/cycle/HR/webhook hr 2001-01-01T10:00:00.000Z' }],
  });

/** What a webhook's request may hold: nothing of it is kept. */
const LONGEST_BODY = 16 * 1024;

/** Whoever names no webhook is refused as one who does not know the secret: nobody knows this one. */
const SECRET_OF_NOBODY = `whsec_${randomBytes(32).toString('base64')}`;

/** Webhook triggers: other programs fire them. */
@ApiTags('Webhooks')
@Controller(`${API_PATH}/hooks/:server`)
export class HooksController {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(SYNC_ENGINES) private readonly engines: SyncEngines,
    @Inject(TRIGGER_STORE) private readonly store: TriggerStore,
    @Inject(FAILED_SIGNATURES) private readonly failed: FailedLogIns,
    @Inject(AUDIT_LOG) private readonly audit: AuditLog,
  ) {}

  @Post(':trigger')
  @HttpCode(202)
  @Open('the signature says that the sender knows the secret of the trigger')
  @BodyUpTo(LONGEST_BODY)
  @ApiOperation({
    summary: 'Fire a webhook trigger',
    description:
      'Signed as the specification "Standard Webhooks" says, with the secret of the trigger, within the last five minutes. Requests within the least interval of the trigger are one cycle, which starts at its end. The body may be empty or any JSON; nothing of it is kept.',
  })
  @ApiHeader({ name: 'webhook-id', required: true, description: 'Unique for each request.' })
  @ApiHeader({ name: 'webhook-timestamp', required: true, description: 'Seconds since 1970.' })
  @ApiHeader({
    name: 'webhook-signature',
    required: true,
    description: '`v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64.',
  })
  @ApiAcceptedResponse({ standardSchema: acceptedSchema })
  @AnswersProblems(
    'invalid-input',
    'webhook-refused',
    'webhook-replayed',
    'too-many-attempts',
    'trigger-paused',
    'secret-unavailable',
    'audit-unavailable',
    'engine-unreachable',
    'temporal-unreachable',
  )
  async fire(
    @Param('server', { schema: serverIdSchema }) server: string,
    @Param('trigger', { schema: triggerIdSchema }) name: string,
    @Headers('webhook-id') id: string | undefined,
    @Headers('webhook-timestamp') timestamp: string | undefined,
    @Headers('webhook-signature') signature: string | undefined,
    @Req() request: Request & { readonly rawBody?: Buffer },
  ): Promise<{ readonly cycle: string }> {
    const body = request.rawBody?.toString('utf8') ?? '';
    const signedAt = await this.failed.attempt(sourceOf(request.ip), async () => {
      const kept = this.#secretOf(server, name);
      const secret = kept === undefined ? SECRET_OF_NOBODY : await resolveSecret(kept);
      return verifyWebhook({ id, timestamp, signature, body }, secret);
    });
    await askChange(this.audit, request);
    const configuration = this.configuration.servers[server];
    if (!configuration) throw notThere(server, name);
    const { firing, cycle } = requireTrigger(await findTriggers(server, configuration, this.engines), name);
    if (firing.kind !== 'webhook') throw notThere(server, name);
    const state = await this.store.state(server, name);
    if (state?.paused) {
      throw new AutoSyncError(
        'trigger-paused',
        `The trigger "${name}" is paused. ${state.note ?? ''}`.trim(),
      );
    }
    const started = await this.store.startInSlot(cycle, webhookSlot(name, signedAt, firing.minIntervalMs));
    return { cycle: started.cycle };
  }

  /** @returns nothing if there is no such webhook, which only those are told who know the secret of one */
  #secretOf(server: string, name: string): Secret | undefined {
    const agents = Object.values(this.configuration.servers[server]?.managementAgents ?? {});
    for (const { disabled, triggers } of agents) {
      const trigger = Object.hasOwn(triggers, name) ? triggers[name] : undefined;
      if (trigger?.type === 'webhook' && !trigger.disabled && !disabled) return trigger.secret;
    }
    return undefined;
  }
}

/** The configuration has changed while the signature was looked at. */
function notThere(server: string, name: string): AutoSyncError {
  return new AutoSyncError('webhook-refused', `"${name}" of sync server "${server}" is no webhook any more.`);
}
