import {
  findManagementAgent,
  findPartition,
  listNames,
  type ManagementAgent,
} from '../../domain/management-agent/management-agent.js';
import { settingPath, type Checked, type Finding } from './finding.js';

/** Names that the engine does not have, and things that are named twice. */
export function checkNames({ id, server, managementAgents }: Checked): readonly Finding[] {
  const agents = Object.entries(server.managementAgents);
  return [
    ...agents.flatMap(([key, { lockList, partitions }]) => {
      const ma = findManagementAgent(managementAgents, key);
      const path = settingPath(id, 'managementAgents', key);
      if (!ma) return [unknownAgent(path, key, managementAgents)];
      return [
        ...lockList.flatMap((name, index) =>
          findManagementAgent(managementAgents, name)
            ? []
            : [unknownAgent(`${path}.lockList.${index}`, name, managementAgents)],
        ),
        ...Object.keys(partitions ?? {}).flatMap((name) =>
          findPartition(ma, name) ? [] : [unknownPartition(`${path}.partitions.${name}`, name, ma)],
        ),
        ...namedTwice(Object.keys(partitions ?? {}), (name) => findPartition(ma, name)?.id).map(
          ([name, first]) => twice(`${path}.partitions.${name}`, 'partition', name, first),
        ),
      ];
    }),
    ...server.noStartWindows.flatMap((window, at) =>
      (window.managementAgents ?? []).flatMap((name, index) =>
        findManagementAgent(managementAgents, name)
          ? []
          : [
              unknownAgent(
                settingPath(id, 'noStartWindows', at, 'managementAgents', index),
                name,
                managementAgents,
              ),
            ],
      ),
    ),
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
