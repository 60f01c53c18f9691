import { z } from 'zod';
import { RUN_PROFILE_KINDS, type RunProfileKind } from '../../domain/cycle/run-profile-choice.js';

/** A trigger, as the API tells it. */
export interface TriggerAnswer {
  readonly id: string;
  readonly kind: 'interval' | 'scheduled' | 'webhook';
  readonly managementAgent: string;
  readonly partition?: string;
  readonly runProfile?: string;
  readonly runProfileKind?: RunProfileKind;
  readonly description: string;
  readonly state: 'active' | 'paused';
  readonly reason?: string;
  readonly lastFired?: string;
  readonly nextFiring?: string;
}

const trigger: z.ZodType<TriggerAnswer> = z
  .strictObject({
    id: z
      .string()
      .describe('Its name; of an import interval, an id of its own making. Encode it in addresses.'),
    kind: z.enum(['interval', 'scheduled', 'webhook']),
    managementAgent: z.string(),
    partition: z.string().exactOptional(),
    runProfile: z.string().exactOptional(),
    runProfileKind: z.enum(RUN_PROFILE_KINDS).exactOptional(),
    description: z.string().describe('In words, as the reason of its cycles.'),
    state: z.enum(['active', 'paused']).describe('`paused`: it does not fire.'),
    reason: z.string().exactOptional().describe('Why it is paused, or who resumed it.'),
    lastFired: z.string().exactOptional().describe('ISO 8601, UTC. A webhook has none.'),
    nextFiring: z.string().exactOptional().describe('ISO 8601, UTC. A webhook has none.'),
  })
  .meta({ id: 'Trigger' });

/** All triggers of a sync server. */
export const triggersSchema = z.strictObject({ triggers: z.array(trigger) }).meta({
  id: 'Triggers',
  examples: [
    {
      triggers: [
        {
          id: 'import/HR/default',
          kind: 'interval',
          managementAgent: 'HR',
          partition: 'default',
          runProfileKind: 'scheduled-import',
          description: 'every 5 min',
          state: 'active',
          lastFired: '2001-01-01T10:00:00.000Z',
          nextFiring: '2001-01-01T10:05:00.000Z',
        },
      ],
    },
  ],
});

/** A trigger in an address. */
export const triggerIdSchema = z.string().min(1).max(2_000);

/** What one says who fires, pauses or resumes a trigger. */
export const triggerBodySchema = z
  .strictObject({
    why: z.string().min(1).max(1_000).optional().describe('For whoever asks later.'),
  })
  .default({})
  .meta({ id: 'TriggerControl', examples: [{ why: 'HR has a new department' }] });

export type TriggerBody = z.output<typeof triggerBodySchema>;
