import {
  findRunProfile,
  importsFromDirectory,
  saidOfPartition,
  synchronizes,
  type ManagementAgent,
  type Partition,
  type RunProfile,
} from '../management-agent/management-agent.js';
import { saidOfManagementAgent, type Meaning } from '../management-agent/whose-settings.js';
import {
  OPERATIONS,
  type Limit,
  type Operation,
  type PartitionThresholds,
  type Thresholds,
} from './threshold.js';

/** Thresholds as they are configured in one place. `null`: none here, whatever is said further out. */
export type ThresholdSettings = Readonly<Partial<Record<Operation, Limit | null>>> & {
  readonly floor?: number;
};

/** What is configured in one place: for what an import stages, and for what is pending before an export. */
export interface ConfiguredThresholds {
  readonly imports?: ThresholdSettings;
  readonly exports?: ThresholdSettings;
}

/** All thresholds of a sync server. For each operation the nearest counts: partition, management agent, server. */
export interface ServerThresholds extends ConfiguredThresholds {
  /** By name or id. */
  readonly managementAgents: Readonly<
    Record<
      string,
      ConfiguredThresholds & {
        /** By name or id. */
        readonly partitions: Readonly<Record<string, ConfiguredThresholds>>;
      }
    >
  >;
}

/** The thresholds that a run is judged by. */
export interface RunThresholds {
  /** Of the partitions that it imports or synchronizes. */
  readonly imports: readonly PartitionThresholds[];
  /** Of the partitions that it exports. */
  readonly exports: readonly PartitionThresholds[];
}

/** The thresholds that a run of a run profile is judged by; `undefined` if there are none. */
export function thresholdsForRun(
  configured: ServerThresholds | undefined,
  ma: ManagementAgent,
  runProfile: string,
  meaning: Meaning,
): RunThresholds | undefined {
  const profile = configured && findRunProfile(ma, runProfile);
  if (!profile) return undefined;
  const imports = partitionsOf(ma, profile, 'imports').flatMap((partition) =>
    ofPartition(configured, ma, partition, 'imports', meaning),
  );
  const exports = partitionsOf(ma, profile, 'exports').flatMap((partition) =>
    ofPartition(configured, ma, partition, 'exports', meaning),
  );
  return imports.length + exports.length === 0 ? undefined : { imports, exports };
}

/** All thresholds for the exports of a management agent. */
export function exportThresholdsOf(
  configured: ServerThresholds | undefined,
  ma: ManagementAgent,
  meaning: Meaning,
): readonly PartitionThresholds[] {
  if (!configured) return [];
  return ma.partitions.flatMap((partition) => ofPartition(configured, ma, partition, 'exports', meaning));
}

function partitionsOf(
  ma: ManagementAgent,
  profile: RunProfile,
  direction: keyof ConfiguredThresholds,
): readonly Partition[] {
  const steps = profile.steps.filter(({ type }) =>
    direction === 'exports' ? type === 'export' : importsFromDirectory(type) || synchronizes(type),
  );
  return ma.partitions.filter(({ id }) =>
    steps.some(({ partitionId }) => partitionId.toLowerCase() === id.toLowerCase()),
  );
}

function ofPartition(
  configured: ServerThresholds,
  ma: ManagementAgent,
  partition: Partition,
  direction: keyof ConfiguredThresholds,
  meaning: Meaning,
): readonly PartitionThresholds[] {
  const own = saidOfManagementAgent(configured.managementAgents, ma, meaning);
  const nearestFirst = [own && saidOfPartition(own.partitions, ma, partition), own, configured].flatMap(
    (place) => place?.[direction] ?? [],
  );
  const limits: Thresholds['limits'] = Object.fromEntries(
    OPERATIONS.flatMap((operation) => {
      const limit = nearestFirst.map((settings) => settings[operation]).find((said) => said !== undefined);
      return limit ? [[operation, limit]] : [];
    }),
  );
  if (Object.keys(limits).length === 0) return [];
  const floor = nearestFirst.map((settings) => settings.floor).find((said) => said !== undefined) ?? 0;
  return [{ partition: partition.name, thresholds: { limits, floor } }];
}
