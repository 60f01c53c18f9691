import { describe, expect, it } from 'vitest';
import { sampleRun, type SampleStepDetails } from '../../test/sample-run.js';
import { AD, BRANCH, HEAD_OFFICE } from '../../test/sample-server.js';
import type { CycleStart } from './cycle.js';
import { describeStart, summarizeCycle } from './describe.js';
import { exportToDo, stillToDo, toDoFromFollowUp, toDoFromStart } from './plan.js';

describe('the start of a cycle', () => {
  it.each<[CycleStart, string, object | undefined]>([
    [{ kind: 'run-profile', runProfile: 'DI' }, 'run profile "DI"', { runProfile: 'DI' }],
    [
      { kind: 'run-profile-kind', runProfileKind: 'delta-import' },
      'delta import',
      { runProfileKind: 'delta-import' },
    ],
    [
      { kind: 'run-profile-kind', runProfileKind: 'scheduled-import', partition: BRANCH },
      `scheduled import of partition ${BRANCH}`,
      { runProfileKind: 'scheduled-import', partition: BRANCH },
    ],
    // These need a look at the engine first.
    [{ kind: 'pending-exports' }, 'export', undefined],
    [{ kind: 'follow-ups-of-run', runNumber: 41 }, 'what follows from run 41', undefined],
  ])('%j is "%s"', (start, words, wanted) => {
    expect(describeStart(start)).toBe(words);
    expect(toDoFromStart(start, 'the operator asked')).toEqual(
      wanted === undefined ? undefined : { wanted, wants: words, reason: 'the operator asked' },
    );
  });

  it('names the cycle', () => {
    expect(
      summarizeCycle({
        server: 'main',
        managementAgent: 'HR',
        start: { kind: 'run-profile-kind', runProfileKind: 'delta-import' },
        cause: { trigger: 'operator', description: 'the operator asked' },
        lineage: [],
        maxDepth: 10,
      }),
    ).toBe('HR: delta import');
  });
});

describe('what a follow-up comes down to', () => {
  it.each(['delta-sync', 'confirming-import'] as const)('%s', (kind) => {
    expect(toDoFromFollowUp({ kind, partition: BRANCH, reason: 'step 1 staged 3 adds' })).toEqual({
      wanted: { runProfileKind: kind, partition: BRANCH },
      wants: `${kind.replaceAll('-', ' ')} of partition ${BRANCH}`,
      reason: 'step 1 staged 3 adds',
    });
  });

  it('export', () => {
    expect(exportToDo('default', '4 changes')).toEqual({
      wanted: { runProfileKind: 'export', partition: 'default' },
      wants: 'export',
      reason: '4 changes',
    });
  });
});

describe('after a run of which a step has done it already', () => {
  const toDo = [
    toDoFromFollowUp({ kind: 'delta-sync', partition: BRANCH, reason: 'an import staged changes' }),
    toDoFromFollowUp({ kind: 'confirming-import', partition: HEAD_OFFICE, reason: 'an export wrote' }),
    exportToDo(BRANCH, 'exports are pending'),
  ];
  const left = (...steps: readonly SampleStepDetails[]) =>
    stillToDo(toDo, sampleRun(AD, ...steps)).map(({ wants }) => wants.replace(/ of partition.*/, ''));

  it.each<[string, SampleStepDetails[], string[]]>([
    [
      'a synchronization of all partitions',
      [
        { type: 'delta-sync', partition: HEAD_OFFICE },
        { type: 'delta-sync', partition: BRANCH },
      ],
      ['confirming import', 'export'],
    ],
    ['a full synchronization', [{ type: 'full-sync', partition: BRANCH }], ['confirming import', 'export']],
    ['an import', [{ type: 'full-import', partition: HEAD_OFFICE }], ['delta sync', 'export']],
    ['an export', [{ type: 'export', partition: BRANCH }], ['delta sync', 'confirming import']],
    [
      'of another partition: it has not',
      [{ type: 'delta-sync', partition: HEAD_OFFICE }],
      ['delta sync', 'confirming import', 'export'],
    ],
    [
      'that was stopped: it has not',
      [{ type: 'export', partition: BRANCH, result: 'stopped-connectivity' }],
      ['delta sync', 'confirming import', 'export'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(left(...steps)).toEqual(expected);
  });

  it('a run profile that is wanted by its name stays', () => {
    const named = [{ wanted: { runProfile: 'DS' }, wants: 'run profile "DS"', reason: 'an operator' }];
    expect(stillToDo(named, sampleRun(AD, { type: 'delta-sync', partition: BRANCH }))).toEqual(named);
  });
});
