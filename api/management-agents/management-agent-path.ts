import { z } from 'zod';

/** A management agent in a path. Whether the engine has it is decided later, with a code of its own. */
export const managementAgentSchema = z.string().describe('Name or id of the management agent.');
