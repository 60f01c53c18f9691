import { describe, expect, it } from 'vitest';
import {
  AD,
  BRANCH,
  HEAD_OFFICE,
  HR,
  SAMPLE_SERVER,
  sampleManagementAgent,
  samplePartitionId,
  type SampleStep,
} from '../../test/sample-server.js';
import {
  findManagementAgent,
  findPartition,
  type ManagementAgent,
} from '../management-agent/management-agent.js';
import {
  chooseRunProfile,
  defaultPartition,
  describeKind,
  type ConfiguredRunProfiles,
  type RunProfileKind,
} from './run-profile-choice.js';

function choose(
  ma: ManagementAgent | undefined,
  kind: RunProfileKind,
  partition = 'default',
  configured?: ConfiguredRunProfiles,
): string | null | undefined {
  const on = ma && findPartition(ma, partition);
  if (!ma || !on) throw new Error(`The sample server has no such partition: ${partition}`);
  return chooseRunProfile(ma, kind, on, configured);
}

/** A management agent with two partitions and these run profiles. */
function withProfiles(runProfiles: Readonly<Record<string, readonly SampleStep[]>>): ManagementAgent {
  return sampleManagementAgent('AD LDS', { partitions: [HEAD_OFFICE, BRANCH], runProfiles });
}

function exportsOf(partitions: readonly string[]): readonly SampleStep[] {
  return partitions.map((partition) => ({ type: 'export', partition }));
}

describe('discovery of a run profile', () => {
  it.each<[string, RunProfileKind, string, string | undefined]>([
    ['HR', 'delta-import', 'default', 'DI'],
    ['HR', 'full-import', 'default', 'FI'],
    ['HR', 'scheduled-import', 'default', 'DI'],
    ['HR', 'confirming-import', 'default', 'DI'],
    ['HR', 'delta-sync', 'default', 'DS'],
    ['HR', 'full-sync', 'default', 'FS'],
    ['HR', 'export', 'default', 'EX'],
    ['AD', 'delta-import', HEAD_OFFICE, 'DI head office'],
    ['AD', 'delta-import', BRANCH, 'DI branch'],
    ['AD', 'export', BRANCH, 'EX branch'],
    ['AD', 'full-import', BRANCH, undefined],
    // A system without delta import is imported and confirmed in full.
    ['Phones', 'delta-import', 'default', undefined],
    ['Phones', 'scheduled-import', 'default', 'FI'],
    ['Phones', 'confirming-import', 'default', 'FI'],
  ])('%s: %s of %s is "%s"', (name, kind, partition, expected) => {
    expect(choose(findManagementAgent(SAMPLE_SERVER, name), kind, partition)).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, readonly SampleStep[]>>, string | undefined]>([
    ['a profile that does more is none', { 'DI DS': ['delta-import', 'delta-sync'] }, undefined],
    ['a combined step is none', { DIDS: ['delta-import-delta-sync'] }, undefined],
    ['a limited test run is none', { Test: [{ type: 'delta-import', objectLimit: 1 }] }, undefined],
    ['one with a deletion limit is none', { Safe: [{ type: 'delta-import', deletionLimit: 50 }] }, undefined],
    ['a drop file is none', { File: [{ type: 'delta-import', dropFile: true }] }, undefined],
    ['one of another partition is none', { DI: [{ type: 'delta-import', partition: BRANCH }] }, undefined],
    [
      'of equals the first in the order of the engine',
      { 'Delta Import': ['delta-import'], DI: ['delta-import'], 'Delta Import (old)': ['delta-import'] },
      'Delta Import',
    ],
    [
      'one for this partition alone goes before one for all',
      { 'DI all': ['delta-import', { type: 'delta-import', partition: BRANCH }], DI: ['delta-import'] },
      'DI',
    ],
    [
      'one for all does where there is no other',
      { 'DI all': ['delta-import', { type: 'delta-import', partition: BRANCH }] },
      'DI all',
    ],
    [
      'one for all, of which a step is limited, is none',
      { 'DI all': ['delta-import', { type: 'delta-import', partition: BRANCH, objectLimit: 10 }] },
      undefined,
    ],
    [
      'one with a step for a partition that is gone cannot run',
      { 'DI all': ['delta-import', { type: 'delta-import', partition: 'DC=gone,DC=test' }] },
      undefined,
    ],
    ['a profile without steps is none', { Empty: [] }, undefined],
  ])('%s', (_, runProfiles, expected) => {
    expect(choose(withProfiles(runProfiles), 'delta-import', HEAD_OFFICE)).toBe(expected);
  });

  it('takes the one that covers the fewest partitions', () => {
    const DOMAINS = [HEAD_OFFICE, BRANCH, 'DC=test'];
    const ma = sampleManagementAgent('AD LDS', {
      partitions: DOMAINS,
      runProfiles: { 'EX three': exportsOf(DOMAINS), 'EX two': exportsOf([HEAD_OFFICE, BRANCH]) },
    });
    expect(choose(ma, 'export', HEAD_OFFICE)).toBe('EX two');
    expect(choose(ma, 'export', 'DC=test')).toBe('EX three');
  });

  it('prefers a delta import to a full one, wherever it stands', () => {
    const ma = withProfiles({ FI: ['full-import'], DI: ['delta-import'] });
    expect(choose(ma, 'scheduled-import', HEAD_OFFICE)).toBe('DI');
    expect(choose(ma, 'confirming-import', HEAD_OFFICE)).toBe('DI');
  });
});

describe('the configuration', () => {
  it.each([BRANCH, BRANCH.toUpperCase(), samplePartitionId('AD', BRANCH)])(
    'names the run profile of a partition, by name or id: %s',
    (partition) => {
      expect(choose(AD, 'export', BRANCH, { [partition]: { export: 'EX at night' } })).toBe('EX at night');
    },
  );

  it.each(['scheduled-import', 'confirming-import'] as const)(
    'says of the delta import what counts for the %s too',
    (kind) => {
      expect(choose(HR, kind, 'default', { default: { 'delta-import': 'FI' } })).toBe('FI');
      expect(choose(HR, kind, 'default', { default: { 'delta-import': null } })).toBe('FI');
      expect(
        choose(HR, kind, 'default', { default: { 'delta-import': null, 'full-import': null } }),
      ).toBeNull();
      expect(choose(HR, kind, 'default', { default: { 'delta-import': null, [kind]: 'DI' } })).toBe('DI');
    },
  );

  it('says null: none', () => {
    expect(choose(HR, 'export', 'default', { default: { export: null } })).toBeNull();
  });

  it('leaves to discovery what it does not name', () => {
    const configured = { default: { export: 'EX at night' } };
    expect(choose(HR, 'delta-import', 'default', configured)).toBe('DI');
    expect(choose(AD, 'export', BRANCH, { [HEAD_OFFICE]: { export: null } })).toBe('EX branch');
  });

  it('may speak of a partition that the management agent does not have', () => {
    expect(choose(HR, 'export', 'default', { 'DC=gone,DC=test': { export: null } })).toBe('EX');
  });
});

describe('a request without a partition', () => {
  it.each<[string, ManagementAgent, string | undefined]>([
    ['means "default"', HR, 'default'],
    ['means the first selected one where there is no "default"', AD, HEAD_OFFICE],
    [
      'means "default" wherever it stands',
      sampleManagementAgent('ECMA', { partitions: ['a', 'default'], runProfiles: {} }),
      'default',
    ],
    [
      'means no partition that is not selected',
      sampleManagementAgent('ECMA', { partitions: ['b'], notSelected: ['default'], runProfiles: {} }),
      'b',
    ],
    [
      'means nothing where none is selected',
      sampleManagementAgent('ECMA', { partitions: [], notSelected: ['default'], runProfiles: {} }),
      undefined,
    ],
  ])('%s', (_, ma, expected) => {
    expect(defaultPartition(ma)?.name).toBe(expected);
  });
});

describe('describeKind', () => {
  it.each<[RunProfileKind, string | undefined, string]>([
    ['delta-sync', undefined, 'delta sync'],
    ['delta-sync', 'default', 'delta sync'],
    ['confirming-import', BRANCH, `confirming import of partition ${BRANCH}`],
  ])('%s of %s is "%s"', (kind, partition, expected) => {
    expect(describeKind(kind, partition)).toBe(expected);
  });
});
