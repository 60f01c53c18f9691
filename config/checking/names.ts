import {
  findPartition,
  findRunProfile,
  listNames,
  type ManagementAgent,
} from '../../domain/management-agent/management-agent.js';
import { managementAgentMeant, settingsKeyOf } from '../../domain/management-agent/whose-settings.js';
import type { ManagementAgentConfiguration } from '../schema.js';
import { meaningOf } from '../settings-of.js';
import { configuredAgents } from './configured.js';
import { settingPath, type Checked, type Finding } from './finding.js';

/** Names that the engine does not have, things that are named twice, and names or ids that are not up to date. */
export function checkNames(checked: Checked): readonly Finding[] {
  return [...unknownNames(checked), ...checkNamedTwice(checked), ...checkMatches(checked)];
}

/**
 * Management agents, partitions, and run profiles of triggers that the configuration names and the engine does not have: a
 * slip of the pen would otherwise have the defaults in silence. Run profiles of partitions are judged with what they do
 * (`checkRunProfiles`).
 */
export function unknownNames({ id, server, managementAgents }: Checked): readonly Finding[] {
  const meaning = meaningOf(server, managementAgents);
  const unknownAgents = (path: string, names: readonly string[] = []): readonly Finding[] =>
    names.flatMap((name, index) =>
      managementAgentMeant(name, meaning) ? [] : [unknownAgent(`${path}.${index}`, name, managementAgents)],
    );
  return [
    ...Object.entries(server.managementAgents).flatMap(([key, settings]) => {
      const ma = managementAgentMeant(key, meaning);
      const path = settingPath(id, 'managementAgents', key);
      if (!ma) return [unknownAgent(path, key, managementAgents, settings.id)];
      return [
        ...unknownAgents(`${path}.lockList`, settings.lockList),
        ...Object.keys(settings.partitions ?? {}).flatMap((name) =>
          findPartition(ma, name) ? [] : [unknownPartition(`${path}.partitions.${name}`, name, ma)],
        ),
        ...unknownOfTriggers(`${path}.triggers`, settings, ma),
      ];
    }),
    ...server.noStartWindows.flatMap((window, at) =>
      unknownAgents(settingPath(id, 'noStartWindows', at, 'managementAgents'), window.managementAgents),
    ),
  ];
}

/** What never fires may name what there is not yet, or not any more. */
function unknownOfTriggers(
  path: string,
  { disabled, triggers }: ManagementAgentConfiguration,
  ma: ManagementAgent,
): readonly Finding[] {
  if (disabled) return [];
  return Object.entries(triggers).flatMap(([name, trigger]): readonly Finding[] => {
    if (trigger.disabled) return [];
    const runProfile = 'runProfile' in trigger ? trigger.runProfile : undefined;
    const partition = 'partition' in trigger ? trigger.partition : undefined;
    return [
      ...(runProfile === undefined || findRunProfile(ma, runProfile)
        ? []
        : [unknownRunProfile(`${path}.${name}.runProfile`, runProfile, ma)]),
      ...(partition === undefined || findPartition(ma, partition)
        ? []
        : [unknownPartition(`${path}.${name}.partition`, partition, ma)]),
    ];
  });
}

function checkNamedTwice(checked: Checked): readonly Finding[] {
  const { id, server, managementAgents } = checked;
  const meaning = meaningOf(server, managementAgents);
  return configuredAgents(checked).flatMap(({ key, settings: { partitions = {} }, ma }) => {
    const counting = settingsKeyOf([], ma, meaning) ?? key;
    return [
      ...namedTwice(Object.keys(partitions), (name) => findPartition(ma, name)?.id).map(([name, first]) =>
        twice(
          settingPath(id, 'managementAgents', key, 'partitions', name),
          'partition',
          name,
          first,
          'the first',
        ),
      ),
      ...(counting === key
        ? []
        : [
            twice(
              settingPath(id, 'managementAgents', key),
              'management agent',
              key,
              counting,
              `"${counting}"`,
            ),
          ]),
    ];
  });
}

function isIts(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Settings that count for a management agent which has another name, or another id, than they say. */
function checkMatches(checked: Checked): readonly Finding[] {
  const meaning = meaningOf(checked.server, checked.managementAgents);
  return configuredAgents(checked).flatMap(({ key, settings, ma }): Finding[] => {
    if (settingsKeyOf([], ma, meaning) !== key) return [];
    const path = settingPath(checked.id, 'managementAgents', key);
    if (settings.id === undefined) {
      if (isIts(key, ma.name)) return [];
      return [
        {
          severity: 'note',
          path,
          message: `These are the settings of "${ma.name}", found by its id. They are lost if it is made anew: it has another id then.`,
          fix: `Write the name "${ma.name}" in place of the id, and within the settings id: "${ma.id}".`,
        },
      ];
    }
    if (!isIts(settings.id, ma.id)) {
      return [
        {
          severity: 'warning',
          path: `${path}.id`,
          message: `No management agent of the engine has the id "${settings.id}". The settings count for "${ma.name}", by its name: it was made anew, and has the id "${ma.id}".`,
          fix: `Write id: "${ma.id}", so that they stay with it when it is renamed.`,
        },
      ];
    }
    if (isIts(key, ma.name)) return [];
    return [
      {
        severity: 'warning',
        path,
        message: `The management agent with the id "${ma.id}" is called "${ma.name}" now. These settings count for it, by its id.`,
        fix: `Write the name "${ma.name}" in place of "${key}", also where lock lists and no-start windows name it.`,
      },
    ];
  });
}

function unknownAgent(path: string, name: string, known: readonly ManagementAgent[], id?: string): Finding {
  return {
    severity: 'error',
    path,
    message: `The engine has no management agent "${name}"${id === undefined ? '' : `, and none with the id "${id}"`}.`,
    fix: `Use one that it has, by name or id: ${listNames(known)}.`,
  };
}

function unknownPartition(path: string, name: string, ma: ManagementAgent): Finding {
  return {
    severity: 'error',
    path,
    message: `The management agent "${ma.name}" has no partition "${name}".`,
    fix: `Use one that it has, by name or id: ${listNames(ma.partitions)}.`,
  };
}

function unknownRunProfile(path: string, name: string, ma: ManagementAgent): Finding {
  return {
    severity: 'error',
    path,
    message: `The management agent "${ma.name}" has no run profile "${name}".`,
    fix: `Use one that it has: ${listNames(ma.runProfiles)}.`,
  };
}

function twice(path: string, what: string, name: string, first: string, counts: string): Finding {
  return {
    severity: 'error',
    path,
    message: `"${name}" and "${first}" are the same ${what}; only ${counts} counts.`,
    fix: 'Put the settings of both under one of the names, and remove the other.',
  };
}

/** Names of what an earlier name stands for already, each with that one. */
function namedTwice(
  names: readonly string[],
  idOf: (name: string) => string | undefined,
): readonly (readonly [name: string, first: string])[] {
  return names.flatMap((name, index) => {
    const id = idOf(name);
    const first = id === undefined ? undefined : names.slice(0, index).find((other) => idOf(other) === id);
    return first === undefined ? [] : [[name, first] as const];
  });
}
