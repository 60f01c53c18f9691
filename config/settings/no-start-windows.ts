import { z } from 'zod';
import type { Trigger } from '../../domain/cycle/cycle.js';
import { problemOfWindow, shutTimesADay } from '../../domain/run-lock/no-start/shut-times.js';
import type { NoStartWindow } from '../../domain/run-lock/no-start/window.js';
import { duration } from './duration.js';
import { oneOf } from './one-of.js';

const trigger = oneOf({
  operator: 'operator',
  schedule: 'schedule',
  calendar: 'calendar',
  webhook: 'webhook',
  change: 'change',
  'parent-cycle': 'parent-cycle',
  'unmanaged-run': 'unmanaged-run',
  'start-up': 'start-up',
} satisfies { readonly [T in Trigger]: T });

const settings = z.strictObject({
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

type Settings = z.infer<typeof settings>;

/** A no-start window as it stands at a management agent. */
export const noStartWindow = settings
  .superRefine(refuseBadWindow)
  .describe('A time at which no run of this management agent starts. What asks meanwhile waits.');

/** A no-start window as it stands at a sync server. */
export const noStartWindowOfServer = settings
  .extend({
    managementAgents: z
      .array(z.string().min(1))
      .min(1, 'name at least one management agent, or leave it out for all')
      .optional()
      .describe('Names or ids of those that it is for. Left out: the whole sync server.'),
  })
  .superRefine(refuseBadWindow)
  .describe('A time at which no run starts. What asks meanwhile waits.');

/** Where a sync server's configuration names no-start windows. */
interface WithWindows {
  readonly noStartWindows: readonly z.infer<typeof noStartWindowOfServer>[];
  readonly managementAgents: Readonly<
    Record<string, { readonly noStartWindows: readonly z.infer<typeof noStartWindow>[] }>
  >;
}

/** All no-start windows of a sync server: one for each management agent that one is for. */
export function noStartWindowsOf(server: WithWindows): readonly NoStartWindow[] {
  const ofServer = server.noStartWindows.flatMap(({ managementAgents = [undefined], ...window }) =>
    managementAgents.map((managementAgent) => windowFrom(window, managementAgent)),
  );
  const ofManagementAgents = Object.entries(server.managementAgents).flatMap(
    ([managementAgent, { noStartWindows }]) =>
      noStartWindows.map((window) => windowFrom(window, managementAgent)),
  );
  return [...ofServer, ...ofManagementAgents];
}

/**
 * How many times a day the no-start windows of a sync server can shut. The run lock remembers each of them for days, and
 * all that it remembers must fit into one payload of Temporal's, which takes two megabytes.
 */
const SHUT_TIMES_A_DAY = 500;

/** Complains of a sync server whose no-start windows the run lock could not remember. */
export function refuseTooManyWindows(server: WithWindows, context: z.RefinementCtx): void {
  const timesADay = noStartWindowsOf(server).reduce((sum, window) => sum + shutTimesADay(window), 0);
  if (timesADay <= SHUT_TIMES_A_DAY) return;
  context.addIssue({
    code: 'custom',
    message: `the no-start windows shut ${timesADay} times a day, counted for each management agent that they name: let them begin less often, or name fewer, so that it is ${SHUT_TIMES_A_DAY} at most`,
  });
}

function refuseBadWindow(window: Settings, context: z.RefinementCtx): void {
  const problem = problemOfWindow(windowFrom(window, undefined));
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, continue: false });
}

function windowFrom(
  { cron, duration: durationMs, timeZone, triggers }: Settings,
  managementAgent: string | undefined,
): NoStartWindow {
  return {
    cron,
    durationMs,
    timeZone,
    ...(managementAgent === undefined ? {} : { managementAgent }),
    ...(triggers === undefined ? {} : { triggers }),
  };
}
