import { describe, expect, it } from 'vitest';
import { converse, type Conversation } from '../../../test/run-lock/conversation.js';
import {
  BRANCH,
  HEAD_OFFICE,
  PHONES,
  sampleId,
  samplePartitionId,
  SAMPLE_SERVER,
} from '../../../test/sample-server.js';
import { CATALOGUE_REFRESH_MS, nextLookAtEngine } from '../engine-observation.js';
import type { Wanted } from '../messages.js';
import { reduceRunLock } from '../reduce.js';

function nextLook({ state, now }: Conversation): number {
  return nextLookAtEngine(state, now);
}

describe('the catalogue', () => {
  it('is read again when it has become old, however often the run lock has continued as new meanwhile', () => {
    const lock = converse();
    const age = lock.now - (lock.state.catalogueReadAt ?? 0);
    expect(nextLook(lock)).toBe(CATALOGUE_REFRESH_MS - age);
    lock.waits(CATALOGUE_REFRESH_MS);
    expect(nextLook(lock)).toBe(0);
    lock.looksAtEngine();
    expect(nextLook(lock)).toBeGreaterThan(0);
  });
});

describe('a request comes down to a run profile', () => {
  it.each<[string, string, string | Wanted, string]>([
    ['by name', 'HR', 'DI', 'HR DI'],
    ['by name in other letters', 'hr', 'di', 'HR DI'],
    ['by the id of the management agent', sampleId('HR'), 'DI', 'HR DI'],
    ['by its purpose', 'HR', { runProfileKind: 'export' }, 'HR EX'],
    ['by its purpose on a partition', 'AD', { runProfileKind: 'export', partition: BRANCH }, 'AD EX branch'],
    [
      "by its purpose and the partition's id",
      'AD',
      { runProfileKind: 'export', partition: samplePartitionId('AD', BRANCH) },
      'AD EX branch',
    ],
    [
      'on the first selected partition where none is said',
      'AD',
      { runProfileKind: 'delta-sync' },
      'AD DS head office',
    ],
    [
      'by its purpose in full where there is no delta',
      'Phones',
      { runProfileKind: 'confirming-import' },
      'Phones FI',
    ],
  ])('%s', (_, managementAgent, wanted, expected) => {
    expect(converse().asks('a', managementAgent, wanted)).toEqual([`a: ${expected} granted`]);
  });

  it('that the configuration names, whatever name it calls the management agent by', () => {
    for (const key of ['AD', 'ad', sampleId('AD')]) {
      const lock = converse({ runProfiles: { [key]: { [BRANCH]: { export: 'DI branch' } } } });
      expect(lock.asks('a', 'AD', { runProfileKind: 'export', partition: BRANCH })).toEqual([
        'a: AD DI branch granted',
      ]);
    }
  });
});

describe('what the catalogue does not have', () => {
  const UNKNOWN: [string, string, string | Wanted, string, RegExp][] = [
    [
      'a management agent',
      'Payroll',
      'DI',
      'unknown-management-agent',
      /no management agent "Payroll"; it has "HR", "AD", "MIM Service", "Phones"\./,
    ],
    [
      'a run profile',
      'Phones',
      'DI',
      'unknown-run-profile',
      /Phones has no run profile "DI"; it has "FI", "DS", "EX"\./,
    ],
    [
      'a partition',
      'AD',
      { runProfileKind: 'export', partition: 'DC=gone' },
      'unknown-partition',
      new RegExp(`AD has no partition "DC=gone"; it has "${HEAD_OFFICE}", "${BRANCH}"`),
    ],
    [
      'a run profile for a purpose',
      'Phones',
      { runProfileKind: 'delta-import' },
      'no-run-profile',
      /There is no run profile for a delta import of Phones: make one in Synchronization Service Manager, or name one in the configuration\./,
    ],
  ];

  it.each(UNKNOWN)('%s: is looked for in the engine, then refused', (_, managementAgent, wanted, code) => {
    const lock = converse();
    expect(nextLook(lock)).toBeGreaterThan(0);
    expect(lock.asks('a', managementAgent, wanted)).toEqual([]);
    expect(nextLook(lock)).toBe(0);
    expect(lock.looksAtEngine()).toEqual([`a: refused, ${code}`]);
    expect(nextLook(lock)).toBeGreaterThan(0);
  });

  it.each(UNKNOWN)('%s: the refusal says what there is', (_, managementAgent, wanted, _code, reason) => {
    const lock = converse();
    lock.asks('a', managementAgent, wanted);
    const { effects } = reduceRunLock(
      lock.state,
      { kind: 'engine-observed', observation: { managementAgents: SAMPLE_SERVER, lastRuns: [] } },
      0,
    );
    expect(effects).toMatchObject([
      { cycle: 'a', answer: { reason: expect.stringMatching(reason) as string } },
    ]);
  });

  it('and the engine has by now is granted', () => {
    const lock = converse({ catalogue: SAMPLE_SERVER.filter((ma) => ma !== PHONES) });
    expect(lock.asks('a', 'Phones', 'FI')).toEqual([]);
    expect(lock.looksAtEngine([], SAMPLE_SERVER)).toEqual([
      `work left is looked for: ${PHONES.id}`,
      'a: Phones FI granted',
    ]);
  });

  it('and the configuration does not want is refused at once, without a look', () => {
    const lock = converse({ runProfiles: { HR: { default: { export: null } } } });
    expect(lock.asks('a', 'HR', { runProfileKind: 'export' })).toEqual(['a: refused, not-wanted']);
    expect(nextLook(lock)).toBeGreaterThan(0);
  });

  it('is looked for anew when the configuration is applied', () => {
    const lock = converse();
    lock.receives({ kind: 'configured', configuration: lock.state.configuration });
    expect(nextLook(lock)).toBe(0);
    lock.looksAtEngine();
    expect(nextLook(lock)).toBeGreaterThan(0);
  });

  it('keeps nobody else waiting', () => {
    const lock = converse();
    lock.asks('a', 'Payroll', 'DI');
    expect(lock.asks('b', 'HR', 'DS')).toEqual(['b: HR DS granted']);
  });
});
