import { describe, expect, it } from 'vitest';
import {
  AD,
  BRANCH,
  HEAD_OFFICE,
  HR,
  sampleId,
  samplePartitionId,
  SAMPLE_SERVER,
} from '../test/sample-server.js';
import { findPartition } from '../domain/management-agent/management-agent.js';
import { parseConfiguration } from './load.js';
import type { ServerConfiguration } from './schema.js';
import { configurationOf, configuredRunProfiles, importSettingsOf } from './settings-of.js';

function server(settings: object): ServerConfiguration {
  const { main } = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return main;
}

function intervalOf(settings: object, partition: string): number | null {
  const found = findPartition(AD, partition);
  if (!found) throw new Error(`AD has no partition ${partition}`);
  return importSettingsOf(server(settings), AD, SAMPLE_SERVER).intervalOf(found);
}

function branchEvery(importInterval: string): object {
  return { partitions: { [BRANCH]: { importInterval } } };
}

describe('what the configuration says of a management agent', () => {
  it.each(['AD', 'ad', sampleId('AD'), sampleId('AD').toLowerCase()])(
    'stands under its name or id: %s',
    (key) => {
      const settings = server({ managementAgents: { [key]: { importInterval: '30s' } } });
      expect(configurationOf(settings, AD, SAMPLE_SERVER)).toMatchObject({ importInterval: 30_000 });
      expect(configurationOf(settings, HR, SAMPLE_SERVER)).toBeUndefined();
    },
  );

  it('is the run profiles of its partitions', () => {
    const settings = server({
      managementAgents: {
        AD: {
          partitions: {
            [BRANCH]: { runProfiles: { export: null } },
            [HEAD_OFFICE]: { importInterval: '1h' },
          },
        },
      },
    });
    expect(configuredRunProfiles(configurationOf(settings, AD, SAMPLE_SERVER))).toEqual({
      [BRANCH]: { export: null },
      [HEAD_OFFICE]: {},
    });
    expect(configuredRunProfiles(undefined)).toEqual({});
  });
});

describe('the import interval of a partition', () => {
  it.each<[string, object, string, number | null]>([
    ['is the shipped one', {}, BRANCH, 300_000],
    ['is that of the sync server', { importInterval: '1h' }, BRANCH, 3_600_000],
    [
      'is that of the management agent',
      { importInterval: '1h', managementAgents: { AD: { importInterval: '1m' } } },
      BRANCH,
      60_000,
    ],
    [
      'is its own',
      { managementAgents: { AD: { importInterval: '1m', ...branchEvery('10s') } } },
      BRANCH,
      10_000,
    ],
    [
      'is not that of another',
      { managementAgents: { AD: { importInterval: '1m', ...branchEvery('10s') } } },
      HEAD_OFFICE,
      60_000,
    ],
    [
      'may be none, on a management agent that is imported',
      { managementAgents: { AD: { importInterval: '1m', ...branchEvery('never') } } },
      BRANCH,
      null,
    ],
    [
      'may be one, on a management agent that is not',
      { managementAgents: { AD: { importInterval: 'never', ...branchEvery('10s') } } },
      BRANCH,
      10_000,
    ],
    [
      'may be none, on a sync server that imports',
      { managementAgents: { AD: { importInterval: 'never' } } },
      BRANCH,
      null,
    ],
    [
      'is none if the management agent is disabled, whatever else is said',
      { managementAgents: { AD: { disabled: true, importInterval: '1m', ...branchEvery('10s') } } },
      BRANCH,
      null,
    ],
    [
      'may stand under its id',
      {
        managementAgents: {
          AD: { partitions: { [samplePartitionId('AD', BRANCH)]: { importInterval: '10s' } } },
        },
      },
      BRANCH,
      10_000,
    ],
  ])('%s', (_, settings, partition, expected) => {
    expect(intervalOf(settings, partition)).toBe(expected);
  });
});
