import ms from 'ms';
import { z } from 'zod';

/** Milliseconds; `null` = never. A schedule's interval is a second at least: Temporal takes no shorter one. */
const interval = z
  .string()
  .regex(/^(never|[1-9]\d*(s|m|h|d))$/, 'write a duration such as 30s, 5m or 1h, or "never"')
  .transform((text) => (text === 'never' ? null : ms(text as ms.StringValue)));

const runProfileName = z
  .string()
  .min(1)
  .nullable()
  .describe('Name of a run profile; null = none, never do this on this partition.');

const partition = z
  .strictObject({
    importInterval: interval
      .optional()
      .describe('How often to import this partition: a duration such as 30s, 5m or 1h, or "never".'),
    runProfiles: z
      .strictObject({
        'delta-import': runProfileName.optional(),
        'full-import': runProfileName.optional(),
        'scheduled-import': runProfileName.optional(),
        'confirming-import': runProfileName.optional(),
        'delta-sync': runProfileName.optional(),
        'full-sync': runProfileName.optional(),
        export: runProfileName.optional(),
      })
      .optional()
      .describe('The run profile for each purpose. What is not named is discovered from the engine.'),
  })
  .describe('Settings of one partition.');

const managementAgent = z
  .strictObject({
    importInterval: interval
      .optional()
      .describe('How often to import each partition that has no interval of its own.'),
    partitions: z
      .record(z.string().min(1), partition)
      .optional()
      .describe('By the name or id of the partition.'),
  })
  .describe('Settings of one management agent.');

const server = z
  .strictObject({
    engine: z
      .strictObject({
        simulator: z.strictObject({
          url: z.url().describe('Where the simulator listens, for example http://127.0.0.1:4000.'),
        }),
      })
      .optional()
      .describe('The sync engine of this server. Left out, the simulator that `npm start` runs.'),
    importInterval: interval
      .prefault('5m')
      .describe('How often to import each partition of which nothing else is said.'),
    mimServiceExportTakesSyncLock: z
      .boolean()
      .default(true)
      .describe('Whether an export of the MIM Service management agent keeps synchronizations away.'),
    maxCycleDepth: z
      .int()
      .min(1)
      .max(50)
      .default(10)
      .describe('How many cycles may cause one another before AutoSync says that they do not converge.'),
    managementAgents: z
      .record(z.string().min(1), managementAgent)
      .default({})
      .describe('By the name or id of the management agent. What is not named has the defaults.'),
  })
  .describe('One sync server.');

/** The whole configuration file. The types and the JSON Schema come from this. */
export const configurationSchema = z
  .strictObject({
    servers: z
      .record(
        z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and dashes, at most 40'),
        server,
      )
      .refine((servers) => Object.keys(servers).length > 0, 'name at least one sync server')
      .describe('The sync servers, by id.'),
  })
  .describe('Configuration of AutoSync.');

export type Configuration = z.infer<typeof configurationSchema>;
export type ServerConfiguration = Configuration['servers'][string];
export type ManagementAgentConfiguration = ServerConfiguration['managementAgents'][string];
