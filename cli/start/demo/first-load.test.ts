import { expect, test } from 'vitest';
import { parseConfiguration } from '../../../config/load.js';
import type { ManagementAgent, StepType } from '../../../domain/management-agent/management-agent.js';
import { firstLoads } from './first-load.js';

function managementAgent(
  name: string,
  partitions: readonly string[],
  runProfiles: Readonly<Record<string, readonly [StepType, string][]>>,
): ManagementAgent {
  return {
    id: `{${name}}`,
    name,
    category: 'AD',
    partitions: partitions.map((partition) => ({ id: `{${partition}}`, name: partition, selected: true })),
    runProfiles: Object.entries(runProfiles).map(([profile, steps]) => ({
      name: profile,
      steps: steps.map(([type, partition]) => ({ type, partitionId: `{${partition}}` })),
    })),
  };
}

const AD = managementAgent('AD', ['A', 'B'], {
  'FI A': [['full-import', 'A']],
  'FI B': [['full-import', 'B']],
  'DS A': [['delta-sync', 'A']],
});
const LDS = managementAgent('LDS', ['A', 'B'], {
  FI: [
    ['full-import', 'A'],
    ['full-import', 'B'],
  ],
});
const EXPORT_ONLY = managementAgent('Mail', ['A'], { EX: [['export', 'A']] });

function planned(yaml: string): readonly string[] {
  return firstLoads(parseConfiguration(yaml, 'test'), [AD, LDS, EXPORT_ONLY]).flatMap(
    ({ server, managementAgent: ma, imports, synchronizations }) =>
      [...imports, ...synchronizations].map((runProfile) => `${server}: ${ma.name}, ${runProfile}`),
  );
}

test('every partition is imported and synchronized once, whichever run profile does it', () => {
  expect(planned('servers: { default: {} }')).toEqual([
    'default: AD, FI A',
    'default: AD, FI B',
    'default: AD, DS A',
    'default: LDS, FI',
  ]);
});

test('a partition that the configuration gives no full import is left out', () => {
  expect(
    planned(
      'servers: { default: { managementAgents: { AD: { partitions: { B: { runProfiles: { full-import: null } } } } } } }',
    ),
  ).toEqual(['default: AD, FI A', 'default: AD, DS A', 'default: LDS, FI']);
});

test('a server with an engine of its own is left alone', () => {
  expect(planned('servers: { real: { engine: { simulator: { url: "http://127.0.0.1:4999" } } } }')).toEqual(
    [],
  );
});
