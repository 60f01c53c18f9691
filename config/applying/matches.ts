import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { Finding } from '../checking/finding.js';
import { settingPath, type Checked } from '../checking/finding.js';

/**
 * How the names of a configuration were matched with the management agents of the engine, where it is not what it seems:
 * by id first, then by name. One that was renamed keeps its settings if the configuration names it by its id; one that was
 * made anew, with another id, if it names it by its name.
 */
export function describeMatches({ id, server, managementAgents }: Checked): readonly Finding[] {
  return Object.keys(server.managementAgents).flatMap((named) => {
    const match = matchOf(managementAgents, named);
    if (match?.by !== 'id') return [];
    return [
      {
        severity: 'note' as const,
        path: settingPath(id, 'managementAgents', named),
        message: `These are the settings of "${match.managementAgent.name}", found by its id.`,
        fix: 'Nothing: they stay with it if it is renamed. If it is made anew it has another id, and only settings by name are kept.',
      },
    ];
  });
}

function matchOf(
  managementAgents: readonly ManagementAgent[],
  named: string,
): { readonly managementAgent: ManagementAgent; readonly by: 'id' | 'name' } | undefined {
  const wanted = named.toLowerCase();
  const byId = managementAgents.find(({ id }) => id.toLowerCase() === wanted);
  if (byId) return { managementAgent: byId, by: 'id' };
  const byName = managementAgents.find(({ name }) => name.toLowerCase() === wanted);
  return byName && { managementAgent: byName, by: 'name' };
}
