import { createHash } from 'node:crypto';
import type {
  ManagementAgent,
  Partition,
  RunProfileStep,
  StepType,
} from '../domain/management-agent/management-agent.js';

/** A step of a sample run profile: its type alone, on the first partition, or with what differs from that. */
export type SampleStep =
  | StepType
  | ({ readonly type: StepType; readonly partition?: string } & Omit<
      Partial<RunProfileStep>,
      'type' | 'partitionId'
    >);

/** An identifier in the engine's shape, the same for the same name. */
export function sampleId(name: string): string {
  const digits = createHash('md5').update(name.toUpperCase()).digest('hex').toUpperCase();
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return `{${parts.join('-')}}`;
}

/** A management agent of an invented sync server. Names stand for ids: see {@link sampleId}. */
export function sampleManagementAgent(
  name: string,
  options: {
    readonly category?: string;
    /** Names of the selected partitions. */
    readonly partitions?: readonly string[];
    readonly notSelected?: readonly string[];
    readonly runProfiles: Readonly<Record<string, readonly SampleStep[]>>;
  },
): ManagementAgent {
  const { category = 'Extensible2', partitions = ['default'], notSelected = [], runProfiles } = options;
  const partition =
    (selected: boolean) =>
    (partitionName: string): Partition => ({
      id: samplePartitionId(name, partitionName),
      name: partitionName,
      selected,
    });
  const runStep = (step: SampleStep): RunProfileStep => {
    const { partition: on, ...rest } = typeof step === 'string' ? { type: step, partition: undefined } : step;
    return { ...rest, partitionId: samplePartitionId(name, on ?? partitions[0] ?? 'default') };
  };
  return {
    id: sampleId(name),
    name,
    category,
    partitions: [...partitions.map(partition(true)), ...notSelected.map(partition(false))],
    runProfiles: Object.entries(runProfiles).map(([profile, steps]) => ({
      name: profile,
      steps: steps.map(runStep),
    })),
  };
}

/** The id of a partition of {@link sampleManagementAgent}. */
export function samplePartitionId(managementAgent: string, partition: string): string {
  return sampleId(`${partition}@${managementAgent}`);
}

/** Two naming contexts of one forest. */
export const HEAD_OFFICE = 'DC=fabrikam,DC=test';
export const BRANCH = 'DC=branch,DC=fabrikam,DC=test';

/** HR: a database that everything begins with. */
export const HR = sampleManagementAgent('HR', {
  category: 'MSSQL',
  runProfiles: {
    DI: ['delta-import'],
    FI: ['full-import'],
    DS: ['delta-sync'],
    FS: ['full-sync'],
    EX: ['export'],
    'DI DS': ['delta-import', 'delta-sync'],
  },
});

/** AD: two selected partitions with run profiles of their own, and one that nobody selected. */
export const AD = sampleManagementAgent('AD', {
  category: 'AD',
  partitions: [HEAD_OFFICE, BRANCH],
  notSelected: ['CN=Configuration,DC=fabrikam,DC=test'],
  runProfiles: {
    'DI head office': ['delta-import'],
    'DI branch': [{ type: 'delta-import', partition: BRANCH }],
    'DS head office': ['delta-sync'],
    'DS branch': [{ type: 'delta-sync', partition: BRANCH }],
    'EX head office': ['export'],
    'EX branch': [{ type: 'export', partition: BRANCH }],
    'DIDS all': ['delta-import-delta-sync', { type: 'delta-import-delta-sync', partition: BRANCH }],
  },
});

/** The MIM Service, with rules of its own about what may run beside a synchronization. */
export const MIM_SERVICE = sampleManagementAgent('MIM Service', {
  category: 'FIM',
  runProfiles: { DI: ['delta-import'], FI: ['full-import'], DS: ['delta-sync'], EX: ['export'] },
});

/** Phones: a system that knows no delta import. */
export const PHONES = sampleManagementAgent('Phones', {
  runProfiles: { FI: ['full-import'], DS: ['delta-sync'], EX: ['export'] },
});

/** Everything that the invented sync server has. */
export const SAMPLE_SERVER: readonly ManagementAgent[] = [HR, AD, MIM_SERVICE, PHONES];
