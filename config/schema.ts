import ms from 'ms';
import { z } from 'zod';
import type { Trigger } from '../domain/cycle/cycle.js';
import { problemOfWindow, shutTimesADay } from '../domain/run-lock/no-start/shut-times.js';
import type { RunRules } from '../domain/run-lock/needs.js';
import type { LockPolicy } from '../domain/run-lock/state.js';

function milliseconds(text: string): number {
  return ms(text as ms.StringValue);
}

/** Milliseconds; `null` = never. A schedule's interval is a second at least: Temporal takes no shorter one. */
const interval = z
  .string()
  .regex(/^(never|[1-9]\d{0,6}(s|m|h|d))$/, 'write a duration such as 30s, 5m or 1h, or "never"')
  .transform((text) => (text === 'never' ? null : milliseconds(text)));

/** Milliseconds, a second at least. What is none is not looked at further. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,6}(s|m|h|d)$/, { error: 'write a duration such as 3s, 15m or 8h', abort: true })
  .transform(milliseconds);

/** Milliseconds. */
const durationOrNone = z
  .string()
  .regex(/^(0|[1-9]\d{0,6})(s|m|h|d)$/, 'write a duration such as 1s or 5s, or 0s for none')
  .transform(milliseconds);

function oneOf<const Values extends Readonly<Record<string, string>>>(values: Values): z.ZodEnum<Values> {
  return z.enum(values, { error: `use one of ${Object.values(values).join(', ')}` });
}

const trigger = oneOf({
  operator: 'operator',
  schedule: 'schedule',
  change: 'change',
  'parent-cycle': 'parent-cycle',
  'unmanaged-run': 'unmanaged-run',
  'start-up': 'start-up',
} satisfies { readonly [T in Trigger]: T });

const managementAgentNames = z.array(z.string().min(1));

const noStartWindowSettings = z.strictObject({
  cron: z
    .string()
    .describe(
      'When it begins: minute, hour, day of month, month and day of week, for example "0 22 * * *" for 22:00 on every day.',
    ),
  duration: duration.describe('How long it lasts by a stopwatch, for example 8h.'),
  timeZone: z
    .string()
    .describe('Of the clock that says when it begins: an IANA name, for example Europe/Vienna or UTC.'),
  triggers: z
    .array(trigger)
    .min(1, 'name at least one trigger, or leave it out for all')
    .optional()
    .describe('Only what has such a trigger waits. Left out: everything.'),
});

/** `duration` is in milliseconds. */
export type NoStartWindowConfiguration = z.infer<typeof noStartWindowSettings>;

function refuseBadWindow(
  { cron, duration: durationMs, timeZone }: NoStartWindowConfiguration,
  context: z.RefinementCtx,
): void {
  const problem = problemOfWindow({ cron, durationMs, timeZone });
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, continue: false });
}

/**
 * So many times can a day's no-start windows shut: the run lock remembers each, of eight days, for each management agent,
 * and all that it remembers has to fit into one payload of Temporal's, which is two megabytes at most.
 */
const SHUT_TIMES_A_DAY = 500;

function refuseTooManyWindows(
  {
    noStartWindows,
    managementAgents,
  }: {
    readonly noStartWindows: readonly (NoStartWindowConfiguration & {
      readonly managementAgents?: readonly string[] | undefined;
    })[];
    readonly managementAgents: Readonly<
      Record<string, { readonly noStartWindows: readonly NoStartWindowConfiguration[] }>
    >;
  },
  context: z.RefinementCtx,
): void {
  const timesADay = [
    ...noStartWindows,
    ...Object.values(managementAgents).flatMap((settings) => settings.noStartWindows),
  ].reduce((sum, window: (typeof noStartWindows)[number]) => {
    const calendar = { cron: window.cron, durationMs: window.duration, timeZone: window.timeZone };
    return sum + shutTimesADay(calendar) * (window.managementAgents?.length ?? 1);
  }, 0);
  if (timesADay <= SHUT_TIMES_A_DAY) return;
  context.addIssue({
    code: 'custom',
    message: `the no-start windows shut ${timesADay} times a day, counted for each management agent that they name: let them begin less often, or name fewer, so that it is ${SHUT_TIMES_A_DAY} at most`,
  });
}

const noStartWindow = noStartWindowSettings
  .superRefine(refuseBadWindow)
  .describe('A time at which no run of this management agent starts. What asks meanwhile waits.');

const noStartWindowOfServer = noStartWindowSettings
  .extend({
    managementAgents: managementAgentNames
      .min(1, 'name at least one management agent, or leave it out for all')
      .optional()
      .describe('Names or ids of those that it is for. Left out: the whole sync server.'),
  })
  .superRefine(refuseBadWindow)
  .describe('A time at which no run starts. What asks meanwhile waits.');

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
    disabled: z
      .boolean()
      .default(false)
      .describe('Whether it never runs: every request for it is refused, and nothing is scheduled.'),
    lockList: managementAgentNames
      .default([])
      .describe('Names or ids of management agents that must not run while this one runs.'),
    noStartWindows: z.array(noStartWindow).default([]).describe('When no run of it starts.'),
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
    noStartWindows: z
      .array(noStartWindowOfServer)
      .default([])
      .describe('When no run starts, on the whole sync server or some management agents.'),
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
  .superRefine(refuseTooManyWindows)
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
