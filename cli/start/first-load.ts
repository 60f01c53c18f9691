import { Client } from '@temporalio/client';
import { loadConfiguration } from '../../config/load.js';
import type { Configuration } from '../../config/schema.js';
import { configurationOf, configuredRunProfiles } from '../../config/settings-of.js';
import type { CycleInput } from '../../domain/cycle/cycle.js';
import { chooseRunProfile } from '../../domain/cycle/run-profile-choice.js';
import { selectedPartitions, type ManagementAgent } from '../../domain/management-agent.js';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import { connectToTemporal, type TemporalSettings } from '../../temporal/connection.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';

/**
 * Starts what an administrator starts first on a new server: the full import of every partition, all of them before
 * the first synchronization. Otherwise objects that are in several directories would be provisioned where they already
 * are. Called before the first worker is there, so that nothing else comes first.
 *
 * @throws `invalid-configuration`, `engine-unreachable`, `temporal-unreachable`
 */
export async function startFirstLoad(parts: {
  readonly configurationFile: string;
  readonly simulatorUrl: string;
  readonly temporal: TemporalSettings;
}): Promise<void> {
  const configuration = await loadConfiguration(parts.configurationFile);
  const managementAgents = await connectSyncEngine({
    simulator: { url: parts.simulatorUrl },
  }).listManagementAgents();
  const connection = await connectToTemporal(parts.temporal);
  try {
    const { namespace } = parts.temporal;
    await registerSearchAttributes(
      connection,
      namespace,
      Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword' as const])),
    );
    const client = new Client({ connection, namespace });
    for (const cycle of firstLoad(configuration, managementAgents)) {
      await client.workflow.start(CYCLE_WORKFLOW, cycleOptions(cycle, uniqueOf(cycle)));
    }
  } finally {
    await connection.close();
  }
}

/**
 * The cycles of the first load: a full import of each partition, or of several where one run profile does them all.
 * Servers whose engine is not the simulator are left alone.
 */
export function firstLoad(
  configuration: Configuration,
  managementAgents: readonly ManagementAgent[],
): readonly CycleInput[] {
  const simulated = Object.entries(configuration.servers).filter(([, { engine }]) => engine === undefined);
  return simulated.flatMap(([server, settings]) =>
    managementAgents.flatMap((ma) => {
      const runProfiles = configuredRunProfiles(configurationOf(settings, ma));
      const partitionOf = new Map<string, string>();
      for (const partition of selectedPartitions(ma)) {
        const runProfile = chooseRunProfile(ma, 'full-import', partition, runProfiles);
        if (runProfile !== undefined && !partitionOf.has(runProfile)) {
          partitionOf.set(runProfile, partition.name);
        }
      }
      return [...partitionOf.values()].map((partition): CycleInput => ({
        server,
        managementAgent: ma.name,
        start: { kind: 'run-profile-kind', runProfileKind: 'full-import', partition },
        cause: { trigger: 'operator', description: 'first load of the directories' },
        lineage: [],
        maxDepth: settings.maxCycleDepth,
      }));
    }),
  );
}

function uniqueOf({ start }: CycleInput): string {
  const partition = start.kind === 'run-profile-kind' ? start.partition : undefined;
  return `first load ${partition ?? ''} ${Date.now()}`.replaceAll('/', '_');
}
