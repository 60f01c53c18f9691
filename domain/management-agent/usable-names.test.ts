import { expect, test } from 'vitest';
import type { ManagementAgent } from './management-agent.js';
import { requireUsableNames } from './usable-names.js';

const AGENT: ManagementAgent = { id: '{1}', name: 'HR', category: 'MSSQL', partitions: [], runProfiles: [] };
const partition = { id: '{2}', name: 'x'.repeat(256), selected: true };

test.each<[string, Partial<ManagementAgent>, string]>([
  ['half of a character', { name: 'HR\uD83D' }, 'it holds half of a character (a lone surrogate)'],
  ['a NUL', { name: 'HR\0' }, 'it holds a NUL'],
  ['no name', { name: '' }, 'is named "", which cannot be used: it is empty'],
  ['4,000 characters', { name: 'x'.repeat(4000) }, 'it has 4000 bytes'],
  ['a long partition', { partitions: [partition] }, 'The partition {2} of "HR" is named "x'],
  ['a long run profile', { runProfiles: [{ name: '/'.repeat(86), steps: [] }] }, 'it has 258 bytes'],
])('%s is refused', (_what, changed, message) => {
  expect(() => requireUsableNames([{ ...AGENT, ...changed }])).toThrow(message);
});

test('what takes part in no run may be named anyhow', () => {
  const catalogue = [{ ...AGENT, partitions: [{ ...partition, selected: false }] }];
  expect(requireUsableNames(catalogue)).toBe(catalogue);
});
