import { saidOfPartition, type ManagementAgent } from '../domain/management-agent/management-agent.js';
import { saidOfManagementAgent, type Meaning } from '../domain/management-agent/whose-settings.js';
import type { ConfiguredRunProfiles } from '../domain/cycle/run-profile-choice.js';
import type { ImportSettings } from '../domain/triggers/import-intervals.js';
import { idsIn } from './settings/management-agent-ids.js';
import type { ManagementAgentConfiguration, ServerConfiguration } from './schema.js';

/** What tells which management agents a configuration means, of those that the engine has. */
export function meaningOf(
  server: ServerConfiguration,
  catalogue: readonly ManagementAgent[],
): Meaning<ManagementAgent> {
  return { ids: idsIn(server), catalogue };
}

/**
 * What the configuration says of a management agent.
 *
 * @param catalogue all management agents of the engine: which of them settings are for is clear only among all
 */
export function configurationOf(
  server: ServerConfiguration,
  ma: ManagementAgent,
  catalogue: readonly ManagementAgent[],
): ManagementAgentConfiguration | undefined {
  return saidOfManagementAgent(server.managementAgents, ma, meaningOf(server, catalogue));
}

/** Run profiles that the configuration names for a management agent. */
export function configuredRunProfiles(
  settings: ManagementAgentConfiguration | undefined,
): ConfiguredRunProfiles {
  return Object.fromEntries(
    Object.entries(settings?.partitions ?? {}).map(([partition, { runProfiles }]) => [
      partition,
      runProfiles ?? {},
    ]),
  );
}

/** How a management agent is to be imported: never if it is disabled, else at the partition's interval, its own, or the server's. */
export function importSettingsOf(
  server: ServerConfiguration,
  ma: ManagementAgent,
  catalogue: readonly ManagementAgent[],
): ImportSettings {
  const settings = configurationOf(server, ma, catalogue);
  return {
    intervalOf: (partition) => {
      if (settings?.disabled) return null;
      const own = saidOfPartition(settings?.partitions ?? {}, ma, partition)?.importInterval;
      if (own !== undefined) return own;
      return settings?.importInterval === undefined ? server.importInterval : settings.importInterval;
    },
    runProfiles: configuredRunProfiles(settings),
  };
}
