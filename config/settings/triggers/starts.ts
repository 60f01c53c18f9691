import { z } from 'zod';
import { RUN_PROFILE_KINDS } from '../../../domain/cycle/run-profile-choice.js';

/** What a trigger starts, the same in each of them. */
export const starts = {
  disabled: z.boolean().default(false).describe('Whether it does nothing.'),
  runProfile: z
    .string()
    .min(1)
    .exactOptional()
    .meta({
      description: 'Name of the run profile that it starts. Either this, or runProfileKind.',
      examples: ['Full Import'],
    }),
  runProfileKind: z
    .enum(RUN_PROFILE_KINDS, { error: `use one of ${RUN_PROFILE_KINDS.join(', ')}` })
    .exactOptional()
    .describe('It starts the run profile that has this purpose on the partition.'),
  partition: z
    .string()
    .min(1)
    .exactOptional()
    .meta({
      description:
        'Name or id of the partition, for a runProfileKind. Left out: "default", else the first that is selected.',
      examples: ['DC=contoso,DC=com'],
    }),
  exclusive: z.boolean().default(false).describe('Whether nothing else may run on the engine meanwhile.'),
  urgent: z.boolean().default(false).describe('Whether it goes before what others ask for without hurry.'),
};

/** What refuses a trigger that does not say what it starts, or says it twice. */
export function refuseUnclearStart(
  trigger: { readonly runProfile?: string; readonly runProfileKind?: string; readonly partition?: string },
  context: z.RefinementCtx,
): void {
  const { runProfile, runProfileKind, partition } = trigger;
  if (runProfile === undefined && runProfileKind === undefined) {
    context.addIssue(
      'it does not say what it starts: name a runProfile such as "Full Import", or a runProfileKind such as full-import',
    );
  }
  if (runProfile !== undefined && runProfileKind !== undefined) {
    context.addIssue('it names a runProfile and a runProfileKind: take one of them out');
  }
  if (runProfile !== undefined && partition !== undefined) {
    context.addIssue(
      'a run profile says itself which partitions it is for: take the partition out, or name a runProfileKind in place of the runProfile',
    );
  }
}
