import { expect, test } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import type { ManagementAgent, StepType } from '../../domain/management-agent.js';
import { firstLoad } from './first-load.js';

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
});
const LDS = managementAgent('LDS', ['A', 'B'], {
  FI: [
    ['full-import', 'A'],
    ['full-import', 'B'],
  ],
});
const EXPORT_ONLY = managementAgent('Mail', ['A'], { EX: [['export', 'A']] });

function starts(yaml: string): readonly string[] {
  return firstLoad(parseConfiguration(yaml, 'test'), [AD, LDS, EXPORT_ONLY]).map(
    ({ server, managementAgent: ma, start }) =>
      `${server}: ${ma} ${start.kind === 'run-profile-kind' ? start.partition : ''}`,
  );
}

test('every partition is imported once, whichever run profile does it', () => {
  expect(starts('servers: { default: {} }')).toEqual(['default: AD A', 'default: AD B', 'default: LDS A']);
});

test('a partition that the configuration gives no full import is left out', () => {
  expect(
    starts(
      'servers: { default: { managementAgents: { AD: { partitions: { B: { runProfiles: { full-import: null } } } } } } }',
    ),
  ).toEqual(['default: AD A', 'default: LDS A']);
});

test('a server with an engine of its own is left alone', () => {
  expect(starts('servers: { real: { engine: { simulator: { url: "http://127.0.0.1:4999" } } } }')).toEqual(
    [],
  );
});
