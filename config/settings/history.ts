import { z } from 'zod';
import { duration } from './duration.js';
import { notYet } from './not-yet.js';

/** How long the engine keeps the history of its runs. */
export const history = notYet(
  z
    .strictObject({
      disabled: z.boolean().default(false).describe('Whether nothing is cleared or saved.'),
      clearAfter: duration.optional().describe('Runs that are older are cleared, for example 30d.'),
      saveTo: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'Folder into which the details of a run are saved before it is cleared.',
          examples: ['D:\\RunHistory'],
        }),
      lookEvery: duration.prefault('8h').describe('How often to look for runs that are to be cleared.'),
    })
    .describe("How long the engine's run history is kept, and where it is saved."),
  'clearing and saving of the run history',
  'clear it by a task of the operating system (MIIS_Server.ClearRuns)',
);
