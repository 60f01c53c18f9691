import {
  saidOfManagementAgent,
  saidOfPartition,
  type ManagementAgent,
} from '../domain/management-agent/management-agent.js';
import type { ConfiguredRunProfiles } from '../domain/cycle/run-profile-choice.js';
import type { ImportSettings } from '../domain/triggers/import-intervals.js';
import type { ManagementAgentConfiguration, ServerConfiguration } from './schema.js';

/** What the configuration says of a management agent, which it may name by name or id. */
export function configurationOf(
  server: ServerConfiguration,
  ma: ManagementAgent,
): ManagementAgentConfiguration | undefined {
  return saidOfManagementAgent(server.managementAgents, ma);
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
export function importSettingsOf(server: ServerConfiguration, ma: ManagementAgent): ImportSettings {
  const settings = configurationOf(server, ma);
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
