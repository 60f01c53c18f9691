import { Client } from '@temporalio/client';
import { loadConfiguration } from '../../../config/load.js';
import type { Configuration } from '../../../config/schema.js';
import { configurationOf, configuredRunProfiles } from '../../../config/settings-of.js';
import type { CycleInput } from '../../../domain/cycle/cycle.js';
import { chooseRunProfile, type RunProfileKind } from '../../../domain/cycle/run-profile-choice.js';
import {
  selectedPartitions,
  type ManagementAgent,
} from '../../../domain/management-agent/management-agent.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { SEARCH_ATTRIBUTE_TYPES } from '../../../domain/search-attributes.js';
import { connectSyncEngine } from '../../../sync-engine/connect-sync-engine.js';
import type { SyncEngine } from '../../../sync-engine/port.js';
import { connectToTemporal, type TemporalSettings } from '../../../temporal/connection.js';
import { registerSearchAttributes } from '../../../temporal/search-attributes.js';
import { CYCLE_WORKFLOW } from '../../../workflows/contract.js';
import { cycleOptions } from '../../../workflows/cycle-options.js';

/**
 * Does what an administrator does first on a new server: the full import of every partition, then the synchronization
 * of every partition, all of it before the first export. Otherwise objects that are in several directories would be
 * exported to where they already are. What follows is left to cycles, which wait for the first worker.
 *
 * @throws `invalid-configuration`, `engine-unreachable`, `engine-refused`, `temporal-unreachable`
 */
export async function loadForTheFirstTime(parts: {
  readonly configurationFile: string;
  readonly simulatorUrl: string;
  readonly temporal: TemporalSettings;
}): Promise<void> {
  const configuration = await loadConfiguration(parts.configurationFile);
  const engine = connectSyncEngine({ simulator: { url: parts.simulatorUrl } });
  const loads = firstLoads(configuration, await engine.listManagementAgents());
  await Promise.all(loads.map((load) => runOneByOne(engine, load, load.imports)));
  const cycles: { readonly cycle: CycleInput; readonly unique: string }[] = [];
  // One synchronization at a time over all management agents.
  for (const load of loads) {
    for (const runNumber of await runOneByOne(engine, load, load.synchronizations)) {
      cycles.push({
        cycle: followUpCycle(load, runNumber),
        unique: `first load of ${load.managementAgent.name}, run ${runNumber}`,
      });
    }
  }
  await startCycles(parts.temporal, cycles);
}

/** What one management agent runs at first, on behalf of one sync server: names of run profiles. */
export interface FirstLoad {
  readonly server: string;
  readonly maxDepth: number;
  readonly managementAgent: ManagementAgent;
  readonly imports: readonly string[];
  readonly synchronizations: readonly string[];
}

/**
 * What each management agent runs at first: every partition once, or several by one run profile that does them all.
 * Servers whose engine is not the simulator are left alone.
 */
export function firstLoads(
  configuration: Configuration,
  managementAgents: readonly ManagementAgent[],
): readonly FirstLoad[] {
  const simulated = Object.entries(configuration.servers).filter(([, { engine }]) => engine === undefined);
  return simulated.flatMap(([server, settings]) =>
    managementAgents.map((managementAgent) => {
      const configured = configuredRunProfiles(configurationOf(settings, managementAgent, managementAgents));
      const everyPartition = (kind: RunProfileKind): readonly string[] => {
        const runProfiles = selectedPartitions(managementAgent)
          .map((partition) => chooseRunProfile(managementAgent, kind, partition, configured))
          .filter((runProfile) => typeof runProfile === 'string');
        return [...new Set(runProfiles)];
      };
      return {
        server,
        maxDepth: settings.maxCycleDepth,
        managementAgent,
        imports: everyPartition('full-import'),
        synchronizations: everyPartition('delta-sync'),
      };
    }),
  );
}

/** The engine runs one run per management agent. @returns the run numbers */
async function runOneByOne(
  engine: SyncEngine,
  { managementAgent: { id, name } }: FirstLoad,
  runProfiles: readonly string[],
): Promise<readonly number[]> {
  const runNumbers: number[] = [];
  for (const runProfile of runProfiles) {
    const answer = await engine.start(id, runProfile);
    if (!answer.started) {
      throw new AutoSyncError('engine-refused', `${name} does not start "${runProfile}": ${answer.result}.`);
    }
    const { runNumber } = answer;
    let isFinal = false;
    while (!isFinal) isFinal = (await engine.waitForProgress(id, runNumber, { timeoutMs: 10_000 })).final;
    runNumbers.push(runNumber);
  }
  return runNumbers;
}

function followUpCycle({ server, maxDepth, managementAgent }: FirstLoad, runNumber: number): CycleInput {
  return {
    server,
    managementAgent: managementAgent.name,
    start: { kind: 'follow-ups-of-run', runNumber },
    cause: { trigger: 'operator', description: 'first load of the directories' },
    lineage: [],
    maxDepth,
  };
}

async function startCycles(
  settings: TemporalSettings,
  cycles: readonly { readonly cycle: CycleInput; readonly unique: string }[],
): Promise<void> {
  const connection = await connectToTemporal(settings);
  try {
    const { namespace } = settings;
    await registerSearchAttributes(connection, namespace, SEARCH_ATTRIBUTE_TYPES);
    const client = new Client({ connection, namespace });
    for (const { cycle, unique } of cycles) {
      await client.workflow.start(CYCLE_WORKFLOW, cycleOptions(cycle, unique.replaceAll('/', '_')));
    }
  } finally {
    await connection.close();
  }
}
