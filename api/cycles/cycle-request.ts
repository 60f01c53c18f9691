import { z } from 'zod';
import { RUN_PROFILE_KINDS } from '../../domain/cycle/run-profile-choice.js';

const WAYS_TO_START = ['runProfile', 'runProfileKind', 'pendingExports', 'followUpsOfRun'] as const;

/** The body of a request for a cycle: a management agent and one of the {@link WAYS_TO_START}. */
export const cycleRequestSchema = z
  .strictObject({
    managementAgent: z.string().min(1).describe('Name or id of the management agent.'),
    runProfile: z.string().min(1).optional().describe('Start with this run profile.'),
    runProfileKind: z
      .enum(RUN_PROFILE_KINDS)
      .optional()
      .describe('Start with the run profile that does this; see `partition`.'),
    partition: z
      .string()
      .min(1)
      .optional()
      .describe(
        'With `runProfileKind`: name or id of the partition. Left out, `default`, else the first selected one.',
      ),
    pendingExports: z
      .literal(true)
      .optional()
      .describe('Start with an export of each partition that has pending exports.'),
    followUpsOfRun: z
      .int()
      .min(1)
      .optional()
      .describe('Run nothing at first: take what follows from this run, which has ended.'),
    immediate: z
      .literal(true)
      .optional()
      .describe('Its first run goes before what others asked for without hurry.'),
    exclusive: z
      .literal(true)
      .optional()
      .describe('Nothing else runs on the engine during its first run. What follows runs as usual.'),
    description: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Why, in words: shown wherever the cycle is.'),
  })
  .check((context) => {
    const given = WAYS_TO_START.filter((way) => context.value[way] !== undefined);
    if (given.length !== 1) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: [],
        message: `give exactly one of ${WAYS_TO_START.join(', ')}; given: ${given.join(', ') || 'none'}`,
      });
    }
    if (context.value.partition !== undefined && context.value.runProfileKind === undefined) {
      context.issues.push({
        code: 'custom',
        input: context.value.partition,
        path: ['partition'],
        message: 'only runProfileKind takes a partition; a run profile names its own',
      });
    }
    if (context.value.exclusive && context.value.followUpsOfRun !== undefined) {
      context.issues.push({
        code: 'custom',
        input: context.value.exclusive,
        path: ['exclusive'],
        message: 'followUpsOfRun starts with no run that could be exclusive; leave it out',
      });
    }
  })
  .meta({
    id: 'CycleRequest',
    examples: [{ managementAgent: 'HR', runProfileKind: 'delta-import', description: 'hire 4711' }],
  });

export type CycleRequest = z.output<typeof cycleRequestSchema>;
