/**
 * The catalogue of a sync server: management agents, their partitions and run profiles, as an orchestrator
 * needs them. The connected systems, the schema and the flow rules stay with the engine.
 */

/**
 * What a run step does. The three combined types are one engine step that imports and then synchronizes.
 *
 * Source: `step-type/@type` of run-history XML and of a server-configuration export; see `stepTypeFromXml`.
 */
export const STEP_TYPES = [
  'delta-import',
  'full-import',
  'delta-import-delta-sync',
  'full-import-delta-sync',
  'full-import-full-sync',
  'delta-sync',
  'full-sync',
  'export',
] as const;

/** One of the {@link STEP_TYPES}. */
export type StepType = (typeof STEP_TYPES)[number];

/** A partition of a management agent's connected directory: `default`, or the DN of a naming context. */
export interface Partition {
  /** The engine's identifier, `{UPPERCASE-GUID}`. Run-profile definitions name partitions by it. */
  readonly id: string;
  /** `default` or a DN. Run history names partitions by it. */
  readonly name: string;
  /** Whether the partition is selected in the management agent; only such partitions take part in runs. */
  readonly selected: boolean;
}

/** One step of a run profile's definition. */
export interface RunProfileStep {
  readonly type: StepType;
  /** The partition's id as the definition holds it; a partition that no longer exists keeps its old id here. */
  readonly partitionId: string;
  /** The step stops with `stopped-object-limit` after this many objects; absent = unlimited. */
  readonly objectLimit?: number;
  /** The step stops with `stopped-deletion-limit` after this many deletes; absent = unlimited. */
  readonly deletionLimit?: number;
  /** The step writes a drop file or resumes from one instead of talking to the connected directory. */
  readonly dropFile?: boolean;
}

/** A named sequence of steps that the engine runs as one. Names are compared without regard to case. */
export interface RunProfile {
  readonly name: string;
  readonly steps: readonly RunProfileStep[];
}

/** A management agent (MA). */
export interface ManagementAgent {
  /** The engine's identifier, `{UPPERCASE-GUID}`; survives a rename. */
  readonly id: string;
  readonly name: string;
  /** The engine's category: `AD`, `AD GAL`, `ADAM`, `FIM` (the MIM Service), `MSSQL`, `Extensible2`, … */
  readonly category: string;
  readonly partitions: readonly Partition[];
  readonly runProfiles: readonly RunProfile[];
}

/** The MIM Service management agent: the one with rules of its own about what may run beside a sync. */
export const MIM_SERVICE_CATEGORY = 'FIM';

/** Whether a step of this type reads its connected directory into the connector space. */
export function importsFromDirectory(type: StepType): boolean {
  return type.includes('import');
}

/** Whether a step of this type synchronizes: the connector space against the metaverse. */
export function synchronizes(type: StepType): boolean {
  return type.endsWith('sync');
}

/** Whether a step of this type is a delta import, combined with a synchronization or not. */
export function isDeltaImport(type: StepType): boolean {
  return type.startsWith('delta-import');
}

/** Finds a management agent by id or name, without regard to case. */
export function findManagementAgent<Agent extends Pick<ManagementAgent, 'id' | 'name'>>(
  managementAgents: readonly Agent[],
  idOrName: string,
): Agent | undefined {
  const wanted = idOrName.toLowerCase();
  return managementAgents.find((ma) => ma.id.toLowerCase() === wanted || ma.name.toLowerCase() === wanted);
}

/** Finds a run profile by name, without regard to case. */
export function findRunProfile(ma: ManagementAgent, name: string): RunProfile | undefined {
  const wanted = name.toLowerCase();
  return ma.runProfiles.find((profile) => profile.name.toLowerCase() === wanted);
}

/** Finds a partition by id or name, without regard to case. */
export function findPartition(ma: ManagementAgent, idOrName: string): Partition | undefined {
  const wanted = idOrName.toLowerCase();
  return ma.partitions.find(
    (partition) => partition.id.toLowerCase() === wanted || partition.name.toLowerCase() === wanted,
  );
}

/** The partitions that take part in runs. */
export function selectedPartitions(ma: ManagementAgent): readonly Partition[] {
  return ma.partitions.filter((partition) => partition.selected);
}

/** Ids of the management agents with several selected partitions. */
export function idsWithSeveralPartitions(managementAgents: readonly ManagementAgent[]): readonly string[] {
  return managementAgents.filter((ma) => selectedPartitions(ma).length > 1).map((ma) => ma.id);
}

/** What is said of a partition by its name or id; the first of several. */
export function saidOfPartition<T>(
  byNameOrId: Readonly<Record<string, T>>,
  ma: ManagementAgent,
  partition: Partition,
): T | undefined {
  return Object.entries(byNameOrId).find(([key]) => findPartition(ma, key)?.id === partition.id)?.[1];
}

/** Names for a message: `"HR", "AD"`; `none` if there are none. */
export function listNames(named: readonly { readonly name: string }[]): string {
  return named.length === 0 ? 'none' : named.map(({ name }) => `"${name}"`).join(', ');
}
