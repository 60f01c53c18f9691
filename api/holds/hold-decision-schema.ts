import { z } from 'zod';

const why = z.string().min(1).max(500).describe('Why, in words: kept with the decision.');

/** The body of an approval. */
export const approvalSchema = z
  .strictObject({
    why,
    raise: z
      .boolean()
      .optional()
      .describe('From now on so much is never held again, until the configuration changes the threshold.'),
  })
  .meta({ id: 'ApprovalRequest', examples: [{ why: 'the plant in Linz was sold' }] });

/** The body of a rejection. */
export const rejectionSchema = z
  .strictObject({ why })
  .meta({ id: 'RejectionRequest', examples: [{ why: 'HR exported an empty file' }] });

export type Approval = z.output<typeof approvalSchema>;
export type Rejection = z.output<typeof rejectionSchema>;
