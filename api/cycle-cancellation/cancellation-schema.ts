import { z } from 'zod';

/** The body of a cancellation. It is not optional: a POST without one is what any web page may send without asking. */
export const cancellationRequestSchema = z
  .strictObject({
    why: z.string().min(1).max(500).optional().describe('Why, in words: kept in the history of the cycle.'),
    finishRun: z
      .boolean()
      .optional()
      .describe(
        'Let what it runs come to its end, and stop then. Left out, the run is stopped on the engine.',
      ),
    children: z
      .boolean()
      .optional()
      .describe('The open cycles that it caused, too. Left out, they go on: what it made for them is made.'),
  })
  .meta({ id: 'CancellationRequest', examples: [{ why: 'wrong file from HR', children: true }] });

export type CancellationRequest = z.output<typeof cancellationRequestSchema>;

/** What was told to stop, and what goes on. */
export interface Cancellation {
  readonly cancelled: readonly OpenCycle[];
  /** Open cycles that the cancelled ones caused. */
  readonly goOn: readonly OpenCycle[];
}

/** A cycle that has not ended. */
export interface OpenCycle {
  /** Its workflow id. */
  readonly cycle: string;
  readonly managementAgent: string;
}

const openCycle: z.ZodType<OpenCycle> = z.strictObject({
  cycle: z.string().describe('Its workflow id.'),
  managementAgent: z.string(),
});

/** The answer, for the API's documentation. */
export const cancellationSchema: z.ZodType<Cancellation> = z
  .strictObject({
    cancelled: z
      .array(openCycle)
      .describe('Told to stop. Each ends when its run has ended; without a worker, when there is one again.'),
    goOn: z.array(openCycle).describe('Open cycles that they caused, and that go on.'),
  })
  .meta({
    id: 'Cancellation',
    examples: [
      {
        cancelled: [{ cycle: 'autosync/default/cycle/HR/hire-4711', managementAgent: 'HR' }],
        goOn: [{ cycle: 'autosync/default/cycle/Fabrikam AD/0198c5b20000', managementAgent: 'Fabrikam AD' }],
      },
    ],
  });
