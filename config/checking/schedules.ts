import { chooseRunProfile } from '../../domain/cycle/run-profile-choice.js';
import { selectedPartitions } from '../../domain/management-agent/management-agent.js';
import { settingsKeyOf } from '../../domain/management-agent/whose-settings.js';
import { durationText } from '../settings/duration.js';
import { configurationOf, importSettingsOf, meaningOf } from '../settings-of.js';
import { configuredAgents } from './configured.js';
import type { ManagementAgentConfiguration } from '../schema.js';
import { settingPath, type Checked, type Finding, type RunDuration } from './finding.js';

/** Schedules of what never runs, and intervals that are shorter than the imports take. */
export function checkSchedules(checked: Checked, durations: readonly RunDuration[]): readonly Finding[] {
  return [...checkDisabled(checked), ...checkIntervals(checked, durations)];
}

function checkDisabled(checked: Checked): readonly Finding[] {
  return configuredAgents(checked).flatMap(({ key, settings, ma }) => {
    if (!settings.disabled) return [];
    const path = settingPath(checked.id, 'managementAgents', key);
    const scheduled = [
      ...(settings.importInterval === undefined || settings.importInterval === null
        ? []
        : [`${path}.importInterval`]),
      ...Object.entries(settings.partitions ?? {}).flatMap(([name, { importInterval }]) =>
        importInterval === undefined || importInterval === null
          ? []
          : [`${path}.partitions.${name}.importInterval`],
      ),
    ];
    return scheduled.map((at): Finding => ({
      severity: 'note',
      path: at,
      message: `The management agent "${ma.name}" has an import interval and is disabled: it never runs.`,
      fix: 'Nothing need be done if it is to run again some day.',
    }));
  });
}

function checkIntervals(
  { id, server, managementAgents }: Checked,
  durations: readonly RunDuration[],
): readonly Finding[] {
  return managementAgents.flatMap((ma) => {
    const { intervalOf, runProfiles } = importSettingsOf(server, ma, managementAgents);
    const key = settingsKeyOf([], ma, meaningOf(server, managementAgents));
    const settings = configurationOf(server, ma, managementAgents);
    return selectedPartitions(ma).flatMap((partition): Finding[] => {
      const everyMs = intervalOf(partition);
      const runProfile = chooseRunProfile(ma, 'scheduled-import', partition, runProfiles);
      if (everyMs === null || !runProfile) return [];
      const last = durations.find(
        (duration) =>
          duration.managementAgentId === ma.id &&
          duration.runProfile.toLowerCase() === runProfile.toLowerCase(),
      );
      if (!last || last.durationMs < everyMs) return [];
      return [
        {
          severity: 'warning',
          path: intervalPath(id, checkedSettings(settings, ma, partition.name, key)),
          message: `The partition "${partition.name}" of "${ma.name}" is imported every ${durationText(everyMs)}, and its last "${runProfile}" took ${durationText(last.durationMs)}.`,
          fix: `Use an interval above ${durationText(last.durationMs)}; imports that come too early wait for one another.`,
        },
      ];
    });
  });
}

/** The keys of the setting that says how often a partition is imported. */
function checkedSettings(
  settings: ManagementAgentConfiguration | undefined,
  ma: Checked['managementAgents'][number],
  partitionName: string,
  key: string | undefined,
): readonly string[] {
  const partition = ma.partitions.find(({ name }) => name === partitionName);
  const partitionKey = keyOf(settings?.partitions ?? {}, (name) =>
    [partition?.name, partition?.id].some((known) => known?.toLowerCase() === name.toLowerCase()),
  );
  if (key === undefined) return [];
  if (partitionKey !== undefined && settings?.partitions?.[partitionKey]?.importInterval !== undefined) {
    return ['managementAgents', key, 'partitions', partitionKey];
  }
  return settings?.importInterval === undefined ? [] : ['managementAgents', key];
}

function intervalPath(id: string, keys: readonly string[]): string {
  return settingPath(id, ...keys, 'importInterval');
}

function keyOf(
  settings: Readonly<Record<string, unknown>>,
  is: (key: string) => boolean,
): string | undefined {
  return Object.keys(settings).find(is);
}
