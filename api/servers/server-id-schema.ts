import { z } from 'zod';

/** The id of a sync server in a path. Whether the configuration has it is decided later, with a code of its own. */
export const serverIdSchema = z.string().describe('Id of the sync server.');
