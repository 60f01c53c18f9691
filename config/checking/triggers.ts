import { shortestGapMs } from '../../domain/triggers/clock-times.js';
import { durationText } from '../settings/duration.js';
import { timetableOf } from '../settings/triggers/scheduled.js';
import type { TriggerConfiguration } from '../settings/triggers/triggers.js';
import { configuredAgents } from './configured.js';
import { settingPath, type Checked, type Finding, type RunDuration } from './finding.js';

/**
 * Triggers that fire sooner than what they start has ended, or have a secret that is not there.
 *
 * @param env environment of the machine that checks; `undefined` = it is not the one that will run AutoSync
 */
export function checkTriggers(
  checked: Checked,
  durations: readonly RunDuration[],
  env: NodeJS.ProcessEnv | undefined,
): readonly Finding[] {
  return configuredAgents(checked).flatMap(({ key, settings: { triggers, disabled }, ma }) =>
    Object.entries(triggers).flatMap(([name, trigger]): readonly Finding[] => {
      if (trigger.disabled) return [];
      const path = settingPath(checked.id, 'managementAgents', key, 'triggers', name);
      if (disabled) {
        return [
          {
            severity: 'note',
            path,
            message: `The management agent "${ma.name}" has a trigger and is disabled: it never runs.`,
            fix: 'Nothing need be done if it is to run again some day.',
          },
        ];
      }
      const runProfile = 'runProfile' in trigger ? trigger.runProfile : undefined;
      const findings: Finding[] = [];
      const last = durations.find(
        (each) =>
          each.managementAgentId === ma.id && each.runProfile.toLowerCase() === runProfile?.toLowerCase(),
      );
      const everyMs = soonestMs(trigger);
      if (last && everyMs !== undefined && last.durationMs >= everyMs) {
        findings.push({
          severity: 'warning',
          path,
          message: `The trigger fires every ${durationText(everyMs)}, and the last "${last.runProfile}" of "${ma.name}" took ${durationText(last.durationMs)}.`,
          fix: `Let it fire less often than every ${durationText(last.durationMs)}; runs that come too early wait for one another.`,
        });
      }
      if (trigger.type === 'webhook' && env && 'env' in trigger.secret && !env[trigger.secret.env]) {
        findings.push({
          severity: 'warning',
          path: `${path}.secret`,
          message: `The environment variable ${trigger.secret.env} is not set here: requests to the webhook are refused.`,
          fix: 'Set it for the API to whsec_ and a key of 24 bytes or more in base64.',
        });
      }
      return findings;
    }),
  );
}

/** How soon it fires again at the soonest; `undefined` where others decide. */
function soonestMs(trigger: TriggerConfiguration): number | undefined {
  if (trigger.type === 'interval') return trigger.every;
  return trigger.type === 'scheduled' ? shortestGapMs(timetableOf(trigger)) : undefined;
}
