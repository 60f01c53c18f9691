import {
  findManagementAgent,
  findPartition,
  findRunProfile,
  listNames,
  type ManagementAgent,
} from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentConfiguration } from '../schema.js';
import { settingPath, type Checked, type Finding } from './finding.js';

/** Names that the engine does not have, and things that are named twice. */
export function checkNames(checked: Checked): readonly Finding[] {
  return [...unknownNames(checked), ...checkNamedTwice(checked)];
}

/**
 * Management agents, partitions, and run profiles of triggers that the configuration names and the engine does not have: a
 * slip of the pen would otherwise have the defaults in silence. Run profiles of partitions are judged with what they do
 * (`checkRunProfiles`).
 */
export function unknownNames({ id, server, managementAgents }: Checked): readonly Finding[] {
  const unknownAgents = (path: string, names: readonly string[] = []): readonly Finding[] =>
    names.flatMap((name, index) =>
      findManagementAgent(managementAgents, name)
        ? []
        : [unknownAgent(`${path}.${index}`, name, managementAgents)],
    );
  return [
    ...Object.entries(server.managementAgents).flatMap(([key, settings]) => {
      const ma = findManagementAgent(managementAgents, key);
      const path = settingPath(id, 'managementAgents', key);
      if (!ma) return [unknownAgent(path, key, managementAgents)];
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

function checkNamedTwice({ id, server, managementAgents }: Checked): readonly Finding[] {
  const agents = Object.entries(server.managementAgents);
  return [
    ...agents.flatMap(([key, { partitions }]) => {
      const ma = findManagementAgent(managementAgents, key);
      if (!ma) return [];
      return namedTwice(Object.keys(partitions ?? {}), (name) => findPartition(ma, name)?.id).map(
        ([name, first]) =>
          twice(settingPath(id, 'managementAgents', key, 'partitions', name), 'partition', name, first),
      );
    }),
    ...namedTwice(
      agents.map(([key]) => key),
      (key) => findManagementAgent(managementAgents, key)?.id,
    ).map(([name, first]) =>
      twice(settingPath(id, 'managementAgents', name), 'management agent', name, first),
    ),
  ];
}

function unknownAgent(path: string, name: string, known: readonly ManagementAgent[]): Finding {
  return {
    severity: 'error',
    path,
    message: `The engine has no management agent "${name}".`,
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

function twice(path: string, what: string, name: string, first: string): Finding {
  return {
    severity: 'error',
    path,
    message: `"${name}" and "${first}" are the same ${what}; only the first counts.`,
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
