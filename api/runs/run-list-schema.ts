import { z } from 'zod';
import { NOTHING_EXPORTED } from '../../domain/run-history/run-details.js';
import type { RunSummary } from '../../domain/run-history/run-summary.js';
import { limitSchema } from '../pagination/limit-schema.js';
import { exportCountersSchema, stagingCountersSchema } from './run-details-schema.js';

/** A run in a list, with the cycle that ran it. */
export interface ListedRun extends RunSummary {
  /** Its workflow id; absent for a run that somebody else started, and for one that the run lock no longer remembers. */
  readonly cycle?: string;
}

/** A page of the run history of a management agent. */
export interface ListedRuns {
  readonly runs: readonly ListedRun[];
  /** The `before` of the next page; absent on the last one. */
  readonly next?: number;
}

const listedRun: z.ZodType<ListedRun> = z
  .strictObject({
    runNumber: z.int(),
    runProfile: z.string(),
    initiator: z.string().describe('The account that started the run.'),
    result: z.string().describe('The gravest result of its steps; `in-progress` while it goes on.'),
    start: z.string().exactOptional().describe('ISO 8601, UTC; absent if the engine shows no step yet.'),
    end: z.string().exactOptional().describe('ISO 8601, UTC; absent while it goes on.'),
    counters: z.strictObject({
      staged: stagingCountersSchema,
      exported: exportCountersSchema,
      outbound: z
        .array(z.strictObject({ managementAgent: z.string(), changes: z.int() }))
        .describe('Pending exports that it made.'),
      errors: z.int(),
    }),
    summary: z.string().describe('The counters in words.'),
    cycle: z
      .string()
      .exactOptional()
      .describe(
        'Workflow id of its cycle: of the runs that go on, and of the last one, if a cycle ran them.',
      ),
  })
  .meta({ id: 'RunSummary' });

/** A page of the run history of a management agent, for the API's documentation. */
export const runListSchema: z.ZodType<ListedRuns> = z
  .strictObject({
    runs: z.array(listedRun).describe('The newest first.'),
    next: z.int().exactOptional().describe('The `before` of the next page; absent on the last one.'),
  })
  .meta({
    id: 'RunPage',
    examples: [
      {
        runs: [
          {
            runNumber: 17,
            runProfile: 'Delta Import',
            initiator: 'FABRIKAM\\svc-autosync',
            result: 'success',
            start: '2001-01-01T10:02:08.000Z',
            end: '2001-01-01T10:02:08.120Z',
            counters: {
              staged: { ...NOTHING_EXPORTED, noChange: 0, add: 1 },
              exported: NOTHING_EXPORTED,
              outbound: [],
              errors: 0,
            },
            summary: '1 add staged',
            cycle: 'autosync/default/cycle/HR/hire-4711',
          },
        ],
        next: 17,
      },
    ],
  });

/** Which page of the run history. */
export const runListQuerySchema = z.strictObject({
  limit: limitSchema(20, 100),
  before: z
    .string()
    .refine((text) => /^[1-9]\d{0,9}$/.test(text), 'write a run number, for example 12')
    .meta({ type: 'integer', minimum: 1, maximum: 9_999_999_999 })
    .transform(Number)
    .optional()
    .describe("Only runs with a smaller number: the previous page's `next`."),
});
