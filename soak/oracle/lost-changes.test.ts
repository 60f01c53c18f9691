import { describe, expect, it } from 'vitest';
import { aDeed, at, soundRecord, soundServer } from '../../test/soak/sound-record.js';
import type { TrackedChange } from '../../simulator/http-contract.js';
import type { Deed } from '../records/soak-record.js';
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

describe('what was left undone', () => {
  const pending = { kind: 'pending-export', managementAgent: 'AD', dn: 'CN=Ada' } as const;
  const left = (...deeds: readonly Deed[]) =>
    findLostChanges(soundRecord({ servers: [soundServer({ leftUndone: [pending] })], deeds }));

  it('is found, though a start has looked for it', () => {
    expect(left().flatMap(({ excerpt }) => excerpt)).toEqual(['AD: pending-export: CN=Ada']);
  });

  it('is explained by who cancelled a run there, and not by who stopped and started it', () => {
    const stop = { kind: 'stop', server: 'sample', managementAgent: 'AD' } as const;
    expect(left(aDeed({ ...stop, cancelRuns: true }, 1))).toEqual([]);
    expect(left(aDeed({ ...stop, cancelRuns: false }, 1))).toHaveLength(1);
    expect(left(aDeed({ ...stop, managementAgent: 'HR', cancelRuns: true }, 1))).toHaveLength(1);
  });

  it('is explained by a cycle that was terminated', () => {
    const terminate = { kind: 'terminate-cycle', server: 'sample', place: 0 } as const;
    expect(left(aDeed(terminate, 1, { met: { cycle: 'autosync/sample/cycle/HR/1' } }))).toEqual([]);
    expect(left(aDeed(terminate, 1, { met: {} }))).toHaveLength(1);
  });
});
