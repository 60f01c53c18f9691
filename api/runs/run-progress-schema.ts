import { z } from 'zod';
import type { RunProgress } from '../../domain/run-history/run-progress.js';
import { stepTypeSchema } from '../management-agents/catalogue-schema.js';

/** How far a run has come, for the API's documentation. */
export const runProgressSchema: z.ZodType<RunProgress> = z
  .strictObject({
    runNumber: z.int(),
    step: z.int().describe('The step that runs now, or the last one; 0 = the engine shows none yet.'),
    stepType: stepTypeSchema.exactOptional(),
    partition: z.string(),
    result: z.string().describe("The engine's word for the step: `in-progress`, or its result."),
    completing: z.string().exactOptional().describe('`x/y` while the engine completes referential updates.'),
    staged: z.int().describe('Objects so far, over all steps.'),
    exported: z.int(),
    synchronized: z.int(),
    outbound: z.int().describe('Pending exports that were made.'),
    errors: z.int(),
    summary: z.string().describe('The same in words.'),
  })
  .meta({ id: 'RunProgress' });
