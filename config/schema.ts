import { z } from 'zod';
import { RUN_PROFILE_KINDS, type RunProfileKind } from '../domain/cycle/run-profile-choice.js';
import type { RunRules } from '../domain/run-lock/needs.js';
import type { LockPolicy } from '../domain/run-lock/state.js';
import { controller, controllerOrNone } from './settings/controllers.js';
import { duration, durationOrNone, interval } from './settings/duration.js';
import { history } from './settings/history.js';
import { mail } from './settings/mail.js';
import { managementAgentId, refuseIdsOfTwo } from './settings/management-agent-ids.js';
import { noStartWindow, noStartWindowOfServer, refuseTooManyWindows } from './settings/no-start-windows.js';
import { oneOf } from './settings/one-of.js';
import { thresholds } from './settings/thresholds.js';
import { retrySettings } from './settings/retry.js';
import { refuseTriggersOfOneName, triggers } from './settings/triggers/triggers.js';

/** How often each partition is imported of which nothing else is said. */
export const DEFAULT_IMPORT_INTERVAL = '5m';

/** The name of something that the engine has, or its id. */
const name = z.string().min(1, 'write the name, or the id, of what is meant');

const runProfileName = name
  .nullable()
  .describe('Name of a run profile; null = none, never do this on this partition.');

const RUN_PROFILE_SLOTS = Object.fromEntries(
  RUN_PROFILE_KINDS.map((kind) => [kind, runProfileName.optional()]),
) as Record<RunProfileKind, z.ZodOptional<typeof runProfileName>>;

const partition = z
  .strictObject({
    importInterval: interval
      .optional()
      .describe('How often to import this partition: a duration such as 30s, 5m or 1h, or "never".'),
    runProfiles: z
      .strictObject(RUN_PROFILE_SLOTS)
      .optional()
      .describe('The run profile for each purpose. What is not named is discovered from the engine.'),
    thresholds: thresholds.exactOptional(),
  })
  .describe('Settings of one partition.');

const managementAgent = z
  .strictObject({
    id: managementAgentId.exactOptional(),
    importInterval: interval
      .optional()
      .describe('How often to import each partition that has no interval of its own.'),
    disabled: z
      .boolean()
      .default(false)
      .describe('Whether it never runs: every request for it is refused, and nothing is scheduled.'),
    lockList: z
      .array(name)
      .default([])
      .meta({
        description: 'Names or ids of management agents that must not run while this one runs.',
        examples: [['Contoso GAL']],
      }),
    noStartWindows: z.array(noStartWindow).default([]).describe('When no run of it starts.'),
    thresholds: thresholds.exactOptional(),
    controller: controllerOrNone.exactOptional(),
    retry: retrySettings.optional(),
    triggers,
    partitions: z.record(name, partition).optional().describe('By the name or id of the partition.'),
  })
  .describe('Settings of one management agent.');

const server = z
  .strictObject({
    engine: z
      .strictObject({
        simulator: z
          .strictObject({
            url: z.url().describe('Where the simulator listens, for example http://127.0.0.1:4000.'),
          })
          .describe('A simulated sync engine.'),
      })
      .optional()
      .describe('The sync engine of this server. Left out, the simulator that `npm start` runs.'),
    importInterval: interval
      .prefault(DEFAULT_IMPORT_INTERVAL)
      .describe('How often to import each partition of which nothing else is said.'),
    mimServiceExportTakesSyncLock: z
      .boolean()
      .default(true)
      .describe('Whether an export of the MIM Service management agent keeps synchronizations away.'),
    runMode: oneOf({
      supported: 'supported',
      unsupported: 'unsupported',
      exclusive: 'exclusive',
    } satisfies { readonly [M in RunRules['runMode']]: M })
      .default('supported')
      .describe(
        'supported: a synchronization runs alone, imports and exports side by side. unsupported: synchronizations keep away only each other, which Microsoft does not support. exclusive: everything runs alone.',
      ),
    lockPolicy: oneOf({
      batch: 'batch',
      fifo: 'fifo',
      'yield-queued': 'yield-queued',
      'yield-all': 'yield-all',
    } satisfies { readonly [P in LockPolicy]: P })
      .default('batch')
      .describe(
        'Who may pass whom in the queue. batch: by turns all that can run side by side, and all that must be alone. fifo: nobody overtakes one whom he keeps waiting. yield-queued: a run that must be alone lets pass what was queued before its turn came. yield-all: it lets everything pass that can run.',
      ),
    longestWait: duration.prefault('15m').describe('Who has waited longer goes first, whatever the policy.'),
    startSpacing: durationOrNone
      .optional()
      .describe(
        'Two runs start at least this far apart. Left out: 1s on a real engine, 0s on the simulator.',
      ),
    engineLookInterval: duration
      .prefault('3s')
      .describe('How often to look at the engine for runs that somebody else started.'),
    abandonedAfter: duration
      .prefault('60s')
      .describe(
        'A run of which the details say that it goes on, though the engine is idle and nothing moves, counts as abandoned after this time: its cycle fails, and the management agent is free.',
      ),
    noStartWindows: z
      .array(noStartWindowOfServer)
      .default([])
      .describe('When no run starts, on the whole sync server or some management agents.'),
    retry: retrySettings.optional(),
    maxCycleDepth: z
      .int()
      .min(1)
      .max(50)
      .default(10)
      .describe(
        'How many cycles may cause one another before what is left goes on in a cycle that begins anew: more and more slowly, and reported as not-converging, where it happens again and again or objects are known to come back.',
      ),
    thresholds: thresholds.exactOptional(),
    controller: controller.exactOptional(),
    mail: mail.optional(),
    history: history.optional(),
    managementAgents: z
      .record(name, managementAgent)
      .default({})
      .describe(
        'By the name of the management agent, with its id within; or by the id alone. What is not named has the defaults.',
      ),
  })
  .superRefine(refuseTooManyWindows)
  .superRefine(refuseTriggersOfOneName)
  .superRefine(refuseIdsOfTwo)
  .describe('One sync server.');

/** The id of a sync server. */
export const serverId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and dashes, at most 40');

/** The whole configuration file. The types and the JSON Schema come from this. */
export const configurationSchema = z
  .strictObject({
    servers: z
      .record(serverId, server)
      .refine((servers) => Object.keys(servers).length > 0, 'name at least one sync server')
      .describe('The sync servers, by id.'),
  })
  .describe('Configuration of AutoSync.');

export type Configuration = z.infer<typeof configurationSchema>;
export type ServerConfiguration = Configuration['servers'][string];
export type ManagementAgentConfiguration = ServerConfiguration['managementAgents'][string];
