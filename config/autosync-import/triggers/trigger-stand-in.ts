import type { ImportedPartition } from '../imported.js';

/** A run profile that an old trigger started again and again. */
export interface Repeated {
  readonly runProfile: string;
  /** Milliseconds. */
  readonly everyMs: number;
}

/**
 * Lets the import interval of a partition stand in for a trigger that starts one of its imports, where that does not
 * take away the import that runs there already.
 *
 * @returns the partition as it is then; `undefined` if the interval cannot stand in
 */
export function standInFor(partition: ImportedPartition, trigger: Repeated): ImportedPartition | undefined {
  const { 'scheduled-import': scheduled } = partition.runProfiles;
  if (partition.importInterval === null) {
    return {
      ...partition,
      importInterval: trigger.everyMs,
      runProfiles: { ...partition.runProfiles, 'scheduled-import': trigger.runProfile },
    };
  }
  if (scheduled?.toLowerCase() !== trigger.runProfile.toLowerCase()) return undefined;
  return {
    ...partition,
    importInterval: Math.min(partition.importInterval ?? trigger.everyMs, trigger.everyMs),
  };
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
