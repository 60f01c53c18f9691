import {
  saidOfPartition,
  selectedPartitions,
  type ManagementAgent,
  type Partition,
  type RunProfile,
  type StepType,
} from '../management-agent/management-agent.js';

/** What a run profile can be wanted for, on one partition, in the order in which it is told. AutoSync's slots. */
export const RUN_PROFILE_KINDS = [
  'delta-import',
  'full-import',
  'scheduled-import',
  'confirming-import',
  'delta-sync',
  'full-sync',
  'export',
] as const;

/** One of the {@link RUN_PROFILE_KINDS}. */
export type RunProfileKind = (typeof RUN_PROFILE_KINDS)[number];

/** Run profiles that the configuration names for one partition; `null` = none, do not do this here. */
export type RunProfileSlots = { readonly [kind in RunProfileKind]?: string | null | undefined };

/** The configuration's run profiles of one management agent, by the partition's name or id. */
export type ConfiguredRunProfiles = Readonly<Record<string, RunProfileSlots>>;

/**
 * Chooses the run profile for a purpose: the one that the configuration names, else by discovery.
 *
 * Discovery takes a profile whose steps all are of the wanted type on partitions that exist, none limited, none a
 * drop file. Best is one that has a single step on that partition (AutoSync's rule); then one that covers more
 * partitions in the same way, the fewest first, so that a server whose profiles run all partitions at once works too.
 * Of equals the first in the engine's order.
 *
 * A scheduled or confirming import of which the configuration says nothing is the delta import if there is one, else
 * the full import: what the configuration says of those counts.
 *
 * @returns `undefined` if there is none; `null` if the configuration says so: never do this here
 */
export function chooseRunProfile(
  ma: ManagementAgent,
  kind: RunProfileKind,
  partition: Partition,
  configured: ConfiguredRunProfiles = {},
): string | null | undefined {
  const named = saidOfPartition(configured, ma, partition)?.[kind];
  if (named !== undefined) return named;
  if (kind === 'scheduled-import' || kind === 'confirming-import') {
    return (
      chooseRunProfile(ma, 'delta-import', partition, configured) ??
      chooseRunProfile(ma, 'full-import', partition, configured)
    );
  }
  return ma.runProfiles
    .filter((profile) => servesPartition(ma, profile, kind, partition))
    .toSorted((a, b) => a.steps.length - b.steps.length)
    .at(0)?.name;
}

function servesPartition(
  ma: ManagementAgent,
  profile: RunProfile,
  type: StepType,
  partition: Partition,
): boolean {
  return (
    profile.steps.every(
      (step) =>
        step.type === type &&
        // The engine does not start a profile with a step for a partition that is gone.
        ma.partitions.some(({ id }) => id === step.partitionId) &&
        step.objectLimit === undefined &&
        step.deletionLimit === undefined &&
        !step.dropFile,
    ) && profile.steps.some((step) => step.partitionId === partition.id)
  );
}

/** In words: `delta sync of partition default`; the partition is left out where it is the only one. */
export function describeKind(kind: RunProfileKind, partition: string | undefined): string {
  return partition === undefined || partition === 'default'
    ? kind.replaceAll('-', ' ')
    : `${kind.replaceAll('-', ' ')} of partition ${partition}`;
}

/** The partitions that a request without one means: AutoSync takes `default`, else the first selected one. */
export function defaultPartition(ma: ManagementAgent): Partition | undefined {
  const selected = selectedPartitions(ma);
  return selected.find((partition) => partition.name === 'default') ?? selected[0];
}
