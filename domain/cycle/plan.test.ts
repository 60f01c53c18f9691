import { describe, expect, it } from 'vitest';
import { sampleRun, type SampleStepDetails } from '../../test/sample-run.js';
import { AD, BRANCH, HEAD_OFFICE } from '../../test/sample-server.js';
import type { CycleStart } from './cycle.js';
import { describeStart, summarizeCycle } from './describe.js';
import type { FollowUp } from './after-run/follow-ups.js';
import { exportToDo, onceMore, stillToDo, toDoFromStart, triesOf, withFollowUps, type ToDo } from './plan.js';

/** What a single follow-up comes down to. */
function toDoFromFollowUp(followUp: FollowUp): ToDo {
  const [toDo] = withFollowUps([], [followUp]);
  if (!toDo) throw new Error('It comes down to nothing');
  return toDo;
}

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

const sync = (partition: string, reason: string) => ({ kind: 'delta-sync', partition, reason }) as const;
const dos = (...followUps: readonly FollowUp[]) => withFollowUps([], followUps);

describe('follow-ups', () => {
  it('come before what was to be done', () => {
    const toDo = withFollowUps([exportToDo('default', 'pending')], [sync(BRANCH, 'staged')]);
    expect(toDo.map(({ wants }) => wants)).toEqual([`delta sync of partition ${BRANCH}`, 'export']);
  });

  it('that were to be done already are done once, first, for both reasons', () => {
    const toDo = withFollowUps(
      [...dos(sync(HEAD_OFFICE, 'a')), ...dos(sync(BRANCH, 'the try that failed staged'))],
      [sync(BRANCH.toLowerCase(), 'the retry staged')],
    );
    expect(toDo.map(({ reason }) => reason)).toEqual(['the try that failed staged, the retry staged', 'a']);
  });

  it('keep their reasons short, however many runs they come from', () => {
    let toDo: readonly ToDo[] = [];
    for (let run = 1; run <= 100; run += 1) {
      toDo = withFollowUps(toDo, [sync(BRANCH, `step 1 of run ${run} staged 500 adds in partition default`)]);
    }
    expect(toDo).toHaveLength(1);
    expect(toDo[0]?.reason).toMatch(/^step 1 of run 1 staged .*, and more$/);
    expect(toDo[0]?.reason.length).toBeLessThan(400);
  });

  it('of other management agents are not for this cycle to do', () => {
    const { id: managementAgentId, name: managementAgentName } = AD;
    const elsewhere = { kind: 'export', managementAgentId, managementAgentName, changes: 1 } as const;
    expect(dos({ ...elsewhere, onlyIfPending: false, reason: 'x' })).toEqual([]);
  });

  it('do not take the place of what is tried again', () => {
    const [first] = dos(sync(BRANCH, 'a'));
    if (!first) throw new Error('nothing to do');
    const again = { reason: 'retry 1 of 5', waitMs: 1, tries: { failed: 1, limited: 0 } };
    const toDo = withFollowUps([onceMore(first, again)], [sync(BRANCH, 'b')]);
    expect(toDo.map(({ reason }) => reason)).toEqual(['b', 'retry 1 of 5']);
    expect(toDo.map(triesOf)).toEqual([
      { failed: 0, limited: 0 },
      { failed: 1, limited: 0 },
    ]);
  });
});
