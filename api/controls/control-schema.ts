import { z } from 'zod';

const why = z.string().min(1).max(500).optional().describe('Why, in words: kept with the control.');

/**
 * The body of a control. It is not optional: a POST without one is what any web page may send here without asking.
 */
export const controlBodySchema = z.strictObject({ why }).meta({
  id: 'ControlRequest',
  examples: [{ why: 'its database is being moved' }],
});

/** The body of a stop. */
export const stopBodySchema = z
  .strictObject({
    why,
    cancelRuns: z
      .boolean()
      .optional()
      .describe('Stop what runs, too. Left out, it goes on to its end, and only what waits is refused.'),
  })
  .meta({ id: 'StopRequest', examples: [{ why: 'maintenance', cancelRuns: true }] });

/** The same for a control without a body. */
export const controlQuerySchema = z.strictObject({ why });

/** A waiting request in a path. */
export const requestIdSchema = z
  .string()
  .describe("The `requestId` of the status, URL-encoded: it holds slashes and '#'.");

/** A lease in a path. */
export const leaseTokenSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'write the token of a run of the status, for example 93')
  .transform(Number)
  .describe('The `token` of a run of the status.');

/** The answer to a control, for the API's documentation. */
export const carriedOutSchema: z.ZodType<{ readonly version: number }> = z
  .strictObject({ version: z.int().describe('The version of the status that shows it.') })
  .meta({ id: 'CarriedOut', examples: [{ version: 413 }] });

export type ControlBody = z.output<typeof controlBodySchema>;
export type StopBody = z.output<typeof stopBodySchema>;
