import { describe, expect, it } from 'vitest';
import { BRANCH } from '../../test/sample-server.js';
import type { CycleStart } from './cycle.js';
import { describeStart, summarizeCycle } from './describe.js';
import { exportToDo, toDoFromFollowUp, toDoFromStart } from './plan.js';

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
