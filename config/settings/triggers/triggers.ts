import { z } from 'zod';
import { intervalTrigger } from './interval.js';
import {
  activeDirectoryTrigger,
  ldapTrigger,
  mimServiceTrigger,
  powershellTrigger,
  sqlTrigger,
} from './not-yet.js';
import { scheduledTrigger } from './scheduled.js';
import { webhookTrigger } from './webhook.js';

/** What starts cycles of a management agent, beside the import intervals of its partitions. */
const trigger = z.discriminatedUnion(
  'type',
  [
    intervalTrigger,
    scheduledTrigger,
    webhookTrigger,
    powershellTrigger,
    activeDirectoryTrigger,
    mimServiceTrigger,
    sqlTrigger,
    ldapTrigger,
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'write a type: interval, scheduled or webhook (powershell, active-directory, mim-service, sql and ldap are not there yet)'
        : undefined,
  },
);

/** The name of a trigger: it is part of addresses. */
const triggerName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'name the trigger with lower-case letters, digits and dashes, at most 40',
  );

/** The triggers of a management agent, by name. */
export const triggers = z
  .record(triggerName, trigger)
  .default({})
  .describe('What else starts its cycles, by name. A name stands once in a sync server.');

/** A trigger of the configuration. */
export type TriggerConfiguration = z.infer<typeof trigger>;

/** Where a sync server's configuration names triggers. */
interface WithTriggers {
  readonly managementAgents: Readonly<
    Record<string, { readonly triggers: Readonly<Record<string, TriggerConfiguration>> }>
  >;
}

/** Complains of triggers of one name: the name alone says which one is meant, in addresses and on the command line. */
export function refuseTriggersOfOneName({ managementAgents }: WithTriggers, context: z.RefinementCtx): void {
  const owners = new Map<string, string>();
  for (const [managementAgent, { triggers: own }] of Object.entries(managementAgents)) {
    for (const name of Object.keys(own)) {
      const other = owners.get(name);
      if (other !== undefined) {
        context.addIssue({
          code: 'custom',
          path: ['managementAgents', managementAgent, 'triggers', name],
          message: `"${other}" has a trigger of that name: give each of the two a name of its own`,
        });
      }
      owners.set(name, other ?? managementAgent);
    }
  }
}
