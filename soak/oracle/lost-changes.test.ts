import { expect, it } from 'vitest';
import { at, soundRecord, soundServer } from '../../test/soak/sound-record.js';
import type { TrackedChange } from '../../simulator/http-contract.js';
import { findLostChanges } from './lost-changes.js';

const change: TrackedChange = {
  id: 1,
  managementAgentId: '{1}',
  managementAgentName: 'HR',
  partition: 'default',
  kind: 'modify',
  dn: 'E1001',
  at: at(1),
};

it('finds nothing in a world at rest', () => {
  const changes = [{ ...change, settledAt: at(2) }];
  expect(findLostChanges(soundRecord({ servers: [soundServer({ changes })] }))).toEqual([]);
});

it('finds a change that was not carried to the end', () => {
  const [finding] = findLostChanges(soundRecord({ servers: [soundServer({ changes: [change] })] }));
  expect(finding?.excerpt).toEqual([`${at(1)} modify of E1001 in HR`]);
});

it('finds what a directory does not hold that the flows say', () => {
  const difference = {
    kind: 'attribute-differs',
    managementAgent: 'AD',
    dn: 'CN=Ada',
    attribute: 'title',
    expected: 'Clerk',
  } as const;
  const audit = { atRest: true, consistent: false, differences: [difference], differenceCount: 1 };
  const findings = findLostChanges(soundRecord({ servers: [soundServer({ audit })] }));
  expect(findings).toEqual([
    {
      what: '1 × attribute-differs in AD, sync server sample.',
      excerpt: ['attribute-differs: CN=Ada, title: expected Clerk, found nothing'],
    },
  ]);
});

it('finds an engine that does not come to rest', () => {
  const audit = { atRest: false, consistent: true, differences: [], differenceCount: 0 };
  expect(findLostChanges(soundRecord({ servers: [soundServer({ audit })] }))).toHaveLength(1);
});
