import { describeInterval } from '../domain/triggers/describe-interval.js';
import type { CycleInput, CycleStart } from '../domain/cycle/cycle.js';
import type { ManagementAgent } from '../domain/management-agent/management-agent.js';
import { scheduleId } from '../domain/naming.js';
import { importSchedules, spread } from '../domain/triggers/import-intervals.js';
import type { Firing, PlannedTrigger } from '../domain/triggers/planned-trigger.js';
import type { ServerConfiguration } from './schema.js';
import { timetableOf } from './settings/triggers/scheduled.js';
import type { TriggerConfiguration } from './settings/triggers/triggers.js';
import { configurationOf, importSettingsOf } from './settings-of.js';

/**
 * All triggers of a sync server: the import intervals of its partitions, and what the configuration names beside. What is
 * disabled, or is for a management agent that the engine does not have, is not among them.
 *
 * @param server the id of the sync server
 * @param managementAgents as the engine has them
 */
export function triggersOf(
  server: string,
  configuration: ServerConfiguration,
  managementAgents: readonly ManagementAgent[],
): readonly PlannedTrigger[] {
  const { maxCycleDepth } = configuration;
  const intervals = importSchedules(
    server,
    managementAgents,
    (ma) => importSettingsOf(configuration, ma, managementAgents),
    maxCycleDepth,
  ).map(({ id, everyMs, offsetMs, cycle }): PlannedTrigger => ({
    id,
    firing: { kind: 'interval', everyMs, offsetMs },
    cycle,
  }));
  const named = managementAgents.flatMap((ma) => {
    const settings = configurationOf(configuration, ma, managementAgents);
    if (!settings || settings.disabled) return [];
    return Object.entries(settings.triggers).flatMap(([name, trigger]) =>
      plannedTrigger({ server, managementAgent: ma.name, maxDepth: maxCycleDepth }, name, trigger),
    );
  });
  return [...intervals, ...named];
}

function plannedTrigger(
  of: Pick<CycleInput, 'server' | 'managementAgent' | 'maxDepth'>,
  name: string,
  trigger: TriggerConfiguration,
): readonly PlannedTrigger[] {
  if (trigger.disabled) return [];
  switch (trigger.type) {
    case 'interval': {
      const { every } = trigger;
      const firing = {
        kind: 'interval',
        everyMs: every,
        offsetMs: spread(scheduleId(of.server, name), every),
      } as const;
      return [planned(of, name, trigger, firing, 'schedule', describeInterval(every))];
    }
    case 'scheduled': {
      const firing = { kind: 'scheduled', timetable: timetableOf(trigger) } as const;
      return [planned(of, name, trigger, firing, 'calendar', describeTimes(trigger))];
    }
    case 'webhook': {
      const firing = { kind: 'webhook', minIntervalMs: trigger.minInterval } as const;
      return [planned(of, name, trigger, firing, 'webhook', 'a signed request')];
    }
    // Refused when the configuration is read, unless they are disabled.
    case 'powershell':
    case 'active-directory':
    case 'mim-service':
    case 'sql':
    case 'ldap':
      return [];
  }
}

type Working = Extract<TriggerConfiguration, { type: 'interval' | 'scheduled' | 'webhook' }>;

function planned(
  of: Pick<CycleInput, 'server' | 'managementAgent' | 'maxDepth'>,
  name: string,
  trigger: Working,
  firing: Firing,
  by: 'schedule' | 'calendar' | 'webhook',
  when: string,
): PlannedTrigger {
  return {
    id: name,
    firing,
    cycle: {
      ...of,
      start: startOf(trigger),
      cause: { trigger: by, description: `trigger "${name}": ${when}` },
      lineage: [],
      ...(trigger.exclusive ? { exclusive: true } : {}),
      ...(trigger.urgent ? { urgent: true } : {}),
    },
  };
}

function startOf({ runProfile, runProfileKind, partition }: Working): CycleStart {
  if (runProfile !== undefined) return { kind: 'run-profile', runProfile };
  return {
    kind: 'run-profile-kind',
    // The schema has one of the two.
    runProfileKind: runProfileKind ?? 'delta-import',
    ...(partition === undefined ? {} : { partition }),
  };
}

function describeTimes({
  cron,
  calendar,
  timeZone,
}: Extract<TriggerConfiguration, { type: 'scheduled' }>): string {
  if (cron !== undefined) return `at "${cron}", ${timeZone}`;
  return `at ${calendar?.at.join(', ') ?? ''}, ${timeZone}`;
}
