import { z } from 'zod';
import type { ErrorOfStep } from '../../domain/run-history/parse-run-details.js';
import { limitSchema } from '../pagination/limit-schema.js';

/** A page of the errors of a run. */
export interface RunErrors {
  readonly total: number;
  readonly offset: number;
  readonly errors: readonly ErrorOfStep[];
}

const errorOfStep: z.ZodType<ErrorOfStep> = z
  .strictObject({
    step: z.int().describe('1-based.'),
    kind: z.enum(['discovery', 'synchronization', 'export', 'metaverse-retry']),
    type: z.string().describe("The engine's `error-type`."),
    dn: z.string(),
    detail: z.string().exactOptional(),
  })
  .meta({ id: 'ErrorOfStep' });

/** A page of the errors of a run, for the API's documentation. */
export const runErrorsSchema: z.ZodType<RunErrors> = z
  .strictObject({ total: z.int(), offset: z.int(), errors: z.array(errorOfStep) })
  .meta({
    id: 'RunErrors',
    examples: [
      {
        total: 1,
        offset: 0,
        errors: [
          {
            step: 1,
            kind: 'export',
            type: 'permission-issue',
            dn: 'CN=Ada,OU=Staff,DC=fabrikam,DC=test',
            detail: 'Insufficient access rights to perform the operation.',
          },
        ],
      },
    ],
  });

/** Which page. */
export const runErrorsQuerySchema = z.strictObject({
  offset: z
    .string()
    .refine((text) => /^(0|[1-9]\d{0,8})$/.test(text), 'write a number from 0')
    .meta({ type: 'integer', minimum: 0, maximum: 999_999_999, default: 0 })
    .optional()
    .transform((text) => Number(text ?? 0))
    .describe('So many are left out.'),
  limit: limitSchema(100, 1_000),
});
