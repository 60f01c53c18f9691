import { describeInterval } from './describe-interval.js';
import { chooseRunProfile, type ConfiguredRunProfiles } from '../cycle/run-profile-choice.js';
import type { CycleInput } from '../cycle/cycle.js';
import {
  selectedPartitions,
  type ManagementAgent,
  type Partition,
} from '../management-agent/management-agent.js';
import { importTriggerId, scheduleId } from '../naming.js';

/** A trigger that imports one partition of a management agent, again and again. */
export interface ImportSchedule {
  /** See `importTriggerId`. */
  readonly id: string;
  readonly everyMs: number;
  /** Shifts the schedule against the others, so that not all of them start at the same moment. */
  readonly offsetMs: number;
  readonly cycle: CycleInput;
}

/** How one management agent is to be imported. */
export interface ImportSettings {
  /** Milliseconds; `null` = never. */
  readonly intervalOf: (partition: Partition) => number | null;
  readonly runProfiles: ConfiguredRunProfiles;
}

/**
 * The schedules of a sync server: one for each run profile that serves a scheduled import. Where one run profile
 * imports several partitions, one schedule at the shortest of their intervals does for all of them.
 */
export function importSchedules(
  server: string,
  managementAgents: readonly ManagementAgent[],
  settingsOf: (ma: ManagementAgent) => ImportSettings,
  maxDepth: number,
): readonly ImportSchedule[] {
  return managementAgents.flatMap((ma) => {
    const settings = settingsOf(ma);
    const byRunProfile = new Map<string, { partition: Partition; everyMs: number }>();
    for (const partition of selectedPartitions(ma)) {
      const everyMs = settings.intervalOf(partition);
      const runProfile = chooseRunProfile(ma, 'scheduled-import', partition, settings.runProfiles);
      if (everyMs === null || !runProfile) continue;
      const name = runProfile.toLowerCase();
      const known = byRunProfile.get(name);
      if (!known || everyMs < known.everyMs) byRunProfile.set(name, { partition, everyMs });
    }
    return [...byRunProfile.values()].map(({ partition, everyMs }) =>
      importSchedule(server, ma, partition, everyMs, maxDepth),
    );
  });
}

function importSchedule(
  server: string,
  ma: ManagementAgent,
  partition: Partition,
  everyMs: number,
  maxDepth: number,
): ImportSchedule {
  const id = importTriggerId(ma.name, partition.name);
  return {
    id,
    everyMs,
    offsetMs: spread(scheduleId(server, id), everyMs),
    cycle: {
      server,
      managementAgent: ma.name,
      start: { kind: 'run-profile-kind', runProfileKind: 'scheduled-import', partition: partition.name },
      cause: { trigger: 'schedule', description: describeInterval(everyMs) },
      lineage: [],
      maxDepth,
    },
  };
}

/** Shifts an interval against the others: a whole number of seconds below it, the same for the same id. */
export function spread(id: string, everyMs: number): number {
  const seconds = Math.floor(everyMs / 1000);
  if (seconds <= 1) return 0;
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return (hash % seconds) * 1000;
}
