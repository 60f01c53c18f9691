import { DEFAULT_IMPORT_INTERVAL } from '../../schema.js';
import { interval } from '../../settings/duration.js';
import type { ImportedManagementAgent, ImportedPartition } from '../imported.js';

/** A run profile that an old trigger started again and again. */
export interface Repeated {
  readonly runProfile: string;
  /** Milliseconds. */
  readonly everyMs: number;
}

/**
 * Lets the import interval of a partition stand in for a trigger that starts one of its imports, where that does not
 * take away the import that runs there already, nor make it rarer.
 *
 * @param ofManagementAgent its import interval: the partition's, where that has none of its own
 * @returns the partition as it is then; `undefined` if the interval cannot stand in
 */
export function standInFor(
  partition: ImportedPartition,
  trigger: Repeated,
  ofManagementAgent: ImportedManagementAgent['importInterval'],
): ImportedPartition | undefined {
  const { 'scheduled-import': scheduled } = partition.runProfiles;
  const intervalMs = importIntervalInForce(partition, ofManagementAgent);
  if (intervalMs === null) {
    return {
      ...partition,
      importInterval: trigger.everyMs,
      runProfiles: { ...partition.runProfiles, 'scheduled-import': trigger.runProfile },
    };
  }
  if (scheduled?.toLowerCase() !== trigger.runProfile.toLowerCase()) return undefined;
  return intervalMs <= trigger.everyMs ? partition : { ...partition, importInterval: trigger.everyMs };
}

/** How often a partition is imported: its own interval, else its management agent's, else the sync server's. */
export function importIntervalInForce(
  { importInterval: own }: ImportedPartition,
  ofManagementAgent: ImportedManagementAgent['importInterval'],
): number | null {
  if (own !== undefined) return own;
  return ofManagementAgent === undefined ? interval.parse(DEFAULT_IMPORT_INTERVAL) : ofManagementAgent;
}

/** Whether the partition names the run profile for an import. */
export function importsBy(partition: ImportedPartition, runProfile: string): boolean {
  const { runProfiles } = partition;
  return [
    runProfiles['scheduled-import'],
    runProfiles['delta-import'],
    runProfiles['full-import'],
    runProfiles['confirming-import'],
  ].some((name) => name?.toLowerCase() === runProfile.toLowerCase());
}
