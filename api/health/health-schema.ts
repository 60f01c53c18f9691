import { z } from 'zod';

const parts = z.record(
  z.string(),
  z.strictObject({
    status: z.enum(['up', 'down']),
    message: z.string().describe('For the operator.'),
    code: z.string().optional().describe('What is wrong, as in a problem.'),
  }),
);

/** The health document of Terminus, for the API's documentation. */
export const healthSchema = z
  .strictObject({
    status: z.enum(['ok', 'error', 'shutting_down']),
    info: parts.describe('What is up.'),
    error: parts.describe('What is down.'),
    details: parts.describe('Both.'),
  })
  .meta({
    id: 'Health',
    examples: [
      {
        status: 'error',
        info: { temporal: { status: 'up', message: 'Temporal 1.29.1 answers.' } },
        error: {
          worker: {
            status: 'down',
            message: 'No worker polls the task queue "autosync". Start a worker.',
            code: 'worker-unreachable',
          },
        },
        details: {
          temporal: { status: 'up', message: 'Temporal 1.29.1 answers.' },
          worker: {
            status: 'down',
            message: 'No worker polls the task queue "autosync". Start a worker.',
            code: 'worker-unreachable',
          },
        },
      },
    ],
  });
