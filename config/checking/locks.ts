import { MIM_SERVICE_CATEGORY } from '../../domain/management-agent/management-agent.js';
import { managementAgentMeant } from '../../domain/management-agent/whose-settings.js';
import { configurationOf, meaningOf } from '../settings-of.js';
import { configuredAgents } from './configured.js';
import { settingPath, type Checked, type Finding } from './finding.js';

/** Lock lists that name what they need not, and rules that let the MIM Service run beside a synchronization. */
export function checkLocks(checked: Checked): readonly Finding[] {
  return [...checkLockLists(checked), ...checkRunRules(checked)];
}

function checkLockLists(checked: Checked): readonly Finding[] {
  const { id, server, managementAgents } = checked;
  const meaning = meaningOf(server, managementAgents);
  return configuredAgents(checked).flatMap(({ key, settings: { lockList }, ma }) =>
    lockList.flatMap((name, index): Finding[] => {
      const locked = managementAgentMeant(name, meaning);
      if (!locked) return [];
      const path = settingPath(id, 'managementAgents', key, 'lockList', index);
      if (locked.id === ma.id) {
        return [
          {
            severity: 'warning',
            path,
            message: `The lock list of "${ma.name}" names itself, which has no effect: a management agent runs one thing at a time anyway.`,
            fix: 'Remove it, or name the management agent that was meant.',
          },
        ];
      }
      const isDoubled = lockList
        .slice(0, index)
        .some((other) => managementAgentMeant(other, meaning)?.id === locked.id);
      if (isDoubled) {
        return [
          {
            severity: 'note',
            path,
            message: `The lock list of "${ma.name}" names "${locked.name}" twice.`,
            fix: 'Remove one of them.',
          },
        ];
      }
      if (!configurationOf(server, locked, managementAgents)?.disabled) return [];
      return [
        {
          severity: 'note',
          path,
          message: `The lock list of "${ma.name}" names "${locked.name}", which is disabled and never runs.`,
          fix: 'Nothing need be done; it counts again when the management agent is enabled.',
        },
      ];
    }),
  );
}

function checkRunRules({ id, server, managementAgents }: Checked): readonly Finding[] {
  const mimServices = managementAgents.filter(
    ({ category }) => category.toUpperCase() === MIM_SERVICE_CATEGORY,
  );
  const [mimService] = mimServices;
  const path = settingPath(id, 'mimServiceExportTakesSyncLock');
  const findings: Finding[] = [];
  if (!server.mimServiceExportTakesSyncLock && !mimService) {
    findings.push({
      severity: 'note',
      path,
      message: 'The engine has no MIM Service management agent, so that this has no effect.',
      fix: 'Remove it.',
    });
  }
  if (!server.mimServiceExportTakesSyncLock && mimService && server.runMode === 'unsupported') {
    findings.push({
      severity: 'warning',
      path,
      message: `Exports of "${mimService.name}" may run beside a synchronization, which has duplicated values of multi-valued attributes in the MIM Service.`,
      fix: 'Remove it, so that an export of the MIM Service keeps synchronizations away.',
    });
  }
  if (!server.mimServiceExportTakesSyncLock && mimService && server.runMode !== 'unsupported') {
    findings.push({
      severity: 'note',
      path,
      message: `This has no effect in run mode ${server.runMode}: a synchronization runs alone.`,
      fix: 'Remove it.',
    });
  }
  if (server.runMode === 'unsupported') {
    findings.push({
      severity: 'warning',
      path: settingPath(id, 'runMode'),
      message: 'Imports and exports run beside a synchronization, which Microsoft does not support.',
      fix: 'Use supported, unless you have tried that your engine stands it.',
    });
  }
  return findings;
}
