import { chooseRunProfile, defaultPartition, describeKind } from '../../domain/cycle/run-profile-choice.js';
import { findPartition, type ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { shortestGapMs } from '../../domain/triggers/clock-times.js';
import type { ManagementAgentConfiguration } from '../schema.js';
import { configuredRunProfiles } from '../settings-of.js';
import { durationText } from '../settings/duration.js';
import { timetableOf } from '../settings/triggers/scheduled.js';
import type { TriggerConfiguration } from '../settings/triggers/triggers.js';
import { configuredAgents } from './configured.js';
import { settingPath, type Checked, type Finding, type RunDuration } from './finding.js';

/** Triggers of which nothing can come, and those that fire sooner than what they start has ended. */
export function checkTriggers(checked: Checked, durations: readonly RunDuration[]): readonly Finding[] {
  return configuredAgents(checked).flatMap(({ key, settings, ma }) =>
    Object.entries(settings.triggers).flatMap(([name, trigger]): readonly Finding[] => {
      if (trigger.disabled) return [];
      const path = settingPath(checked.id, 'managementAgents', key, 'triggers', name);
      if (settings.disabled) {
        return [
          {
            severity: 'note',
            path,
            message: `The management agent "${ma.name}" has a trigger and is disabled: it never runs.`,
            fix: 'Nothing need be done if it is to run again some day.',
          },
        ];
      }
      const started = startedBy(trigger, settings, ma);
      if (typeof started === 'object') return [{ ...started, path: `${path}.runProfileKind` }];
      const last = durations.find(
        (each) =>
          each.managementAgentId === ma.id && each.runProfile.toLowerCase() === started?.toLowerCase(),
      );
      const everyMs = soonestMs(trigger);
      if (!last || everyMs === undefined || last.durationMs < everyMs) return [];
      return [
        {
          severity: 'warning',
          path,
          message: `The trigger fires every ${durationText(everyMs)}, and the last "${last.runProfile}" of "${ma.name}" took ${durationText(last.durationMs)}.`,
          fix: `Let it fire less often than every ${durationText(last.durationMs)}; runs that come too early wait for one another.`,
        },
      ];
    }),
  );
}

/** The run profile that a trigger starts, or what keeps it from starting one; `undefined` where a name is wrong: see `checkNames`. */
function startedBy(
  trigger: TriggerConfiguration,
  settings: ManagementAgentConfiguration,
  ma: ManagementAgent,
): string | Omit<Finding, 'path'> | undefined {
  const kind = 'runProfileKind' in trigger ? trigger.runProfileKind : undefined;
  if (kind === undefined) return 'runProfile' in trigger ? trigger.runProfile : undefined;
  const named = 'partition' in trigger ? trigger.partition : undefined;
  const partition = named === undefined ? defaultPartition(ma) : findPartition(ma, named);
  if (!partition) return undefined;
  const what = describeKind(kind, partition.name);
  const chosen = chooseRunProfile(ma, kind, partition, configuredRunProfiles(settings));
  if (chosen === null) {
    return {
      severity: 'warning',
      message: `The trigger starts the ${what} of "${ma.name}", and its settings say that there is to be none: whatever it starts is refused.`,
      fix: 'Disable the trigger, or name a run profile in place of null.',
    };
  }
  return (
    chosen ?? {
      severity: 'error',
      message: `The management agent "${ma.name}" has no run profile for the ${what}: whatever the trigger starts is refused.`,
      fix: 'Make one in Synchronization Service Manager, or name one under runProfiles of the partition.',
    }
  );
}

/** How soon it fires again at the soonest; `undefined` where others decide. */
function soonestMs(trigger: TriggerConfiguration): number | undefined {
  if (trigger.type === 'interval') return trigger.every;
  return trigger.type === 'scheduled' ? shortestGapMs(timetableOf(trigger)) : undefined;
}
