import { describe, expect, it } from 'vitest';
import { aCycle, aDeed, aRun, at, soundRecord, soundServer } from '../../test/soak/sound-record.js';
import type { SimulatedRun, TrackedChange } from '../../simulator/http-contract.js';
import type { CycleRecord, Deed } from '../records/soak-record.js';
import { SAMPLE_SERVER } from '../../test/sample-server.js';
import { findManagementAgent, selectedPartitions } from '../../domain/management-agent/management-agent.js';
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

function selectedPartitionsOf(name: string): readonly string[] {
  const ma = findManagementAgent(SAMPLE_SERVER, name);
  return ma ? selectedPartitions(ma).map((partition) => partition.name) : [];
}

function exported(partition: string, seconds: number, result = 'success'): SimulatedRun {
  const run = aRun('AD', 'EX branch', seconds, [seconds, seconds + 1]);
  return { ...run, steps: [{ type: 'export', partition, start: run.start, result }] };
}

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

  it('is explained by who cancelled a run that was there, until all has been exported since', () => {
    const cancel = { kind: 'cancel-run', server: 'sample', place: 0 } as const;
    const cancelled = aDeed(cancel, 1, { met: { managementAgent: 'AD' } });
    expect(left(cancelled)).toEqual([]);
    expect(left(aDeed(cancel, 1, { met: {} }))).toHaveLength(1);
    expect(left(aDeed({ ...cancel, server: 'other' }, 1, { met: { managementAgent: 'AD' } }))).toHaveLength(
      1,
    );
    const runs = selectedPartitionsOf('AD').map((partition) => exported(partition, 100));
    const since = (leftUndoneAt: string) =>
      findLostChanges(
        soundRecord({
          servers: [soundServer({ leftUndone: [pending], leftUndoneAt, runs })],
          deeds: [cancelled],
        }),
      );
    expect(since(at(200))).toHaveLength(1);
    // What ran later ran because somebody looked for what was left undone.
    expect(since(at(90))).toEqual([]);
  });

  it('is explained by a request that somebody removed, and an export that somebody rejected', () => {
    const asked = aCycle(aRun('AD', 'EX branch', 1, [0, 10]), 1, { grants: [], outcome: 'refused' });
    const leftBy = (code: 'removed' | 'export-rejected' | 'server-stopped') =>
      findLostChanges(
        soundRecord({
          servers: [soundServer({ leftUndone: [pending] })],
          cycles: [
            {
              ...asked,
              requests: asked.requests.map((request) => ({
                ...request,
                answer: { kind: 'refused', requestId: request.id, code, reason: 'so' },
              })),
            },
          ],
        }),
      );
    expect(leftBy('removed')).toEqual([]);
    expect(leftBy('export-rejected')).toEqual([]);
    expect(leftBy('server-stopped')).toHaveLength(1);
  });

  describe('by a cycle that was terminated', () => {
    const act = { kind: 'terminate-cycle', server: 'sample', place: 0 } as const;
    const ofHR = aCycle(aRun('HR', 'DS', 1, [0, 10]), 1, { status: 'terminated' });
    const ofAD = aCycle(aRun('AD', 'EX branch', 1, [0, 10]), 2, { status: 'terminated' });
    /** Another time, HR's changes did flow to AD. */
    const flows = aCycle(aRun('HR', 'DS', 2, [20, 30]), 3, { children: [ofAD.cycle] });
    const leftBy = (cut: CycleRecord, cycles: readonly CycleRecord[], runs: readonly SimulatedRun[] = []) =>
      findLostChanges(
        soundRecord({
          servers: [soundServer({ leftUndone: [pending], runs })],
          cycles: [cut, ...cycles],
          deeds: [aDeed(act, 10, { met: { cycle: cut.cycle } })],
        }),
      );

    it('is explained, where it was one of the same management agent, or of one whose changes flow there', () => {
      expect(leftBy(ofAD, [])).toEqual([]);
      expect(leftBy(ofHR, [flows, { ...ofAD, status: 'completed' }])).toEqual([]);
    });

    it('is found, where it was one of another, or there was none', () => {
      expect(leftBy(ofHR, [])).toHaveLength(1);
      expect(leftBy(ofHR, [{ ...flows, server: 'other' }, ofAD])).toHaveLength(1);
      expect(left(aDeed(act, 1, { met: {} }))).toHaveLength(1);
    });

    it('is found, where all has been exported since', () => {
      const partitions = selectedPartitionsOf('AD');
      const later = partitions.map((partition) => exported(partition, 100));
      expect(leftBy(ofAD, [], later)).toHaveLength(1);
      expect(leftBy(ofAD, [], later.slice(1))).toEqual([]);
      expect(
        leftBy(
          ofAD,
          [],
          partitions.map((partition) => exported(partition, 40)),
        ),
      ).toEqual([]);
      const failed = partitions.map((partition) => exported(partition, 100, 'stopped-deadlocked'));
      expect(leftBy(ofAD, [], failed)).toEqual([]);
    });
  });
});
