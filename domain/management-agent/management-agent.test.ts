import { describe, expect, it } from 'vitest';
import {
  AD,
  BRANCH,
  HEAD_OFFICE,
  HR,
  sampleId,
  samplePartitionId,
  SAMPLE_SERVER,
} from '../../test/sample-server.js';
import {
  findManagementAgent,
  findPartition,
  findRunProfile,
  importsFromDirectory,
  isDeltaImport,
  selectedPartitions,
  synchronizes,
  type StepType,
} from './management-agent.js';

describe('what a step does', () => {
  it.each<[StepType, { imports: boolean; synchronizes: boolean; delta: boolean }]>([
    ['delta-import', { imports: true, synchronizes: false, delta: true }],
    ['full-import', { imports: true, synchronizes: false, delta: false }],
    ['delta-import-delta-sync', { imports: true, synchronizes: true, delta: true }],
    ['full-import-delta-sync', { imports: true, synchronizes: true, delta: false }],
    ['full-import-full-sync', { imports: true, synchronizes: true, delta: false }],
    ['delta-sync', { imports: false, synchronizes: true, delta: false }],
    ['full-sync', { imports: false, synchronizes: true, delta: false }],
    ['export', { imports: false, synchronizes: false, delta: false }],
  ])('%s: %j', (type, expected) => {
    expect({
      imports: importsFromDirectory(type),
      synchronizes: synchronizes(type),
      delta: isDeltaImport(type),
    }).toEqual(expected);
  });
});

describe('the catalogue', () => {
  it.each(['HR', 'hr', sampleId('HR'), sampleId('HR').toLowerCase()])(
    'finds a management agent by name or id: %s',
    (wanted) => {
      expect(findManagementAgent(SAMPLE_SERVER, wanted)).toBe(HR);
    },
  );

  it('finds no management agent by a part of its name', () => {
    expect(findManagementAgent(SAMPLE_SERVER, 'H')).toBeUndefined();
  });

  it('finds a run profile without regard to case', () => {
    expect(findRunProfile(AD, 'di BRANCH')?.name).toBe('DI branch');
    expect(findRunProfile(AD, 'DI')).toBeUndefined();
  });

  it.each([BRANCH, BRANCH.toLowerCase(), samplePartitionId('AD', BRANCH).toLowerCase()])(
    'finds a partition by name or id: %s',
    (wanted) => {
      expect(findPartition(AD, wanted)?.name).toBe(BRANCH);
    },
  );

  it('knows which partitions take part in runs', () => {
    expect(selectedPartitions(AD).map(({ name }) => name)).toEqual([HEAD_OFFICE, BRANCH]);
  });
});
