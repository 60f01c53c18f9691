import { describe, expect, it } from 'vitest';
import { readRunFixture } from '../../../test/run-history-fixture.js';
import { sampleRun, type SampleStepDetails } from '../../../test/sample-run.js';
import { AD, BRANCH, HEAD_OFFICE, HR, MIM_SERVICE, PHONES } from '../../../test/sample-server.js';
import { describeFollowUp, followUpsOf } from './follow-ups.js';

/** What follows, in words, without the reasons. */
function whatFollows(...steps: readonly SampleStepDetails[]): readonly string[] {
  return followUpsOf(sampleRun(HR, ...steps)).map((followUp) =>
    describeFollowUp(followUp).replace(/, because.*/, ''),
  );
}

describe('after an import', () => {
  it.each<[string, SampleStepDetails, string[]]>([
    ['that staged an add', { type: 'delta-import', staged: { add: 1 } }, ['delta sync']],
    ['that staged an update', { type: 'delta-import', staged: { update: 1 } }, ['delta sync']],
    ['that staged a rename', { type: 'delta-import', staged: { rename: 1 } }, ['delta sync']],
    ['that staged a delete', { type: 'full-import', staged: { delete: 1 } }, ['delta sync']],
    ['that staged a delete-add', { type: 'full-import', staged: { deleteAdd: 1 } }, ['delta sync']],
    ['that staged nothing', { type: 'delta-import', staged: { noChange: 24_871 } }, []],
    ['that only failed', { type: 'delta-import', staged: { failure: 3 }, errorCount: 3 }, []],
    [
      'of a partition',
      { type: 'delta-import', partition: BRANCH, staged: { add: 1 } },
      [`delta sync of partition ${BRANCH}`],
    ],
    // What it staged before it was stopped is staged.
    [
      'that was stopped',
      { type: 'delta-import', staged: { add: 1 }, result: 'stopped-connectivity' },
      ['delta sync'],
    ],
    [
      'with discovery errors',
      { type: 'full-import', staged: { add: 1 }, result: 'completed-discovery-errors' },
      ['delta sync'],
    ],
  ])('%s', (_, step, expected) => {
    expect(whatFollows(step)).toEqual(expected);
  });
});

describe('after an import that a synchronization of the same run follows', () => {
  const staged: SampleStepDetails = { type: 'delta-import', staged: { add: 1 } };

  it.each<[string, SampleStepDetails[], string[]]>([
    ['of the same partition: nothing', [staged, { type: 'delta-sync' }], []],
    ['a full one: nothing', [staged, { type: 'full-sync' }], []],
    ['with warnings: nothing', [staged, { type: 'delta-sync', result: 'completed-sync-errors' }], []],
    ['combined with another import: nothing', [staged, { type: 'full-import-full-sync' }], []],
    [
      'of the partition in other letters: nothing',
      [staged, { type: 'delta-sync', partition: 'DEFAULT' }],
      [],
    ],
    ['that was stopped', [staged, { type: 'delta-sync', result: 'stopped-deadlocked' }], ['delta sync']],
    ['that never started', [staged, { type: 'delta-sync', result: 'no-start-server-error' }], ['delta sync']],
    ['of another partition', [staged, { type: 'delta-sync', partition: BRANCH }], ['delta sync']],
    ['or rather went before it', [{ type: 'delta-sync' }, staged], ['delta sync']],
  ])('%s', (_, steps, expected) => {
    expect(whatFollows(...steps)).toEqual(expected);
  });
});

describe('after an import that synchronizes in the same step', () => {
  it.each<[string, SampleStepDetails, string[]]>([
    ['no delta sync', { type: 'delta-import-delta-sync', staged: { add: 1 } }, []],
    ['no delta sync', { type: 'full-import-full-sync', staged: { add: 1 } }, []],
    [
      'the exports that it made necessary',
      { type: 'full-import-delta-sync', staged: { add: 1 }, outbound: [[AD, 2]] },
      ['export of AD'],
    ],
    // Stopped, it may have staged and not synchronized.
    [
      'a delta sync, if it was stopped',
      { type: 'delta-import-delta-sync', staged: { add: 1 }, result: 'stopped-deadlocked' },
      ['delta sync'],
    ],
    [
      'a delta sync and the exports, if it was stopped on the way',
      {
        type: 'delta-import-delta-sync',
        staged: { add: 9 },
        outbound: [[AD, 2]],
        result: 'stopped-deadlocked',
      },
      ['delta sync', 'export of AD'],
    ],
  ])('%s', (_, step, expected) => {
    expect(whatFollows(step)).toEqual(expected);
  });
});

describe('after a synchronization', () => {
  it.each<[string, SampleStepDetails, string[]]>([
    [
      'that changed two connector spaces',
      {
        type: 'delta-sync',
        outbound: [
          [AD, 2],
          [PHONES, 1],
        ],
      },
      ['export of AD', 'export of Phones'],
    ],
    ['that changed nothing', { type: 'delta-sync', outbound: [[AD, 0]], inboundObjects: 12 }, []],
    ['a full one', { type: 'full-sync', outbound: [[AD, 1]] }, ['export of AD']],
    ['that changed its own connector space', { type: 'delta-sync', outbound: [[HR, 1]] }, ['export of HR']],
    [
      'that was stopped',
      { type: 'delta-sync', outbound: [[AD, 2]], result: 'stopped-deadlocked' },
      ['export of AD'],
    ],
    [
      'with errors',
      { type: 'delta-sync', outbound: [[AD, 2]], result: 'completed-sync-errors' },
      ['export of AD'],
    ],
  ])('%s', (_, step, expected) => {
    expect(whatFollows(step)).toEqual(expected);
  });

  const sync: SampleStepDetails = {
    type: 'delta-sync',
    outbound: [
      [HR, 2],
      [AD, 1],
    ],
  };

  it.each<[string, SampleStepDetails[], string[]]>([
    [
      'its own export in the same run: what that one did not export',
      [sync, { type: 'export' }],
      ['export of HR, if anything is still pending', 'export of AD'],
    ],
    [
      'its own export was stopped',
      [sync, { type: 'export', result: 'stopped-connectivity' }],
      ['export of HR', 'export of AD'],
    ],
    ['its own export went before', [{ type: 'export' }, sync], ['export of HR', 'export of AD']],
  ])('%s', (_, steps, expected) => {
    expect(whatFollows(...steps)).toEqual(expected);
  });
});

describe('after an export', () => {
  it.each<[string, SampleStepDetails, string[]]>([
    ['that added', { type: 'export', exported: { add: 1 } }, ['confirming import']],
    ['that updated', { type: 'export', exported: { update: 1 } }, ['confirming import']],
    ['that renamed', { type: 'export', exported: { rename: 1 } }, ['confirming import']],
    ['that deleted', { type: 'export', exported: { delete: 1 } }, ['confirming import']],
    ['that deleted and added', { type: 'export', exported: { deleteAdd: 1 } }, ['confirming import']],
    ['that had nothing to do', { type: 'export' }, []],
    ['that only failed', { type: 'export', exported: { failure: 4 }, result: 'completed-export-errors' }, []],
    [
      'that was stopped on the way',
      { type: 'export', exported: { add: 3 }, result: 'stopped-connectivity' },
      ['confirming import'],
    ],
    [
      'of a partition',
      { type: 'export', partition: BRANCH, exported: { add: 1 } },
      [`confirming import of partition ${BRANCH}`],
    ],
  ])('%s', (_, step, expected) => {
    expect(whatFollows(step)).toEqual(expected);
  });

  const wrote: SampleStepDetails = { type: 'export', exported: { add: 1 } };

  it.each<[string, SampleStepDetails[], string[]]>([
    ['a later import has confirmed it', [wrote, { type: 'delta-import' }], []],
    ['a later full import has confirmed it', [wrote, { type: 'full-import' }], []],
    [
      'a later import of another partition has not',
      [wrote, { type: 'delta-import', partition: BRANCH }],
      ['confirming import'],
    ],
    [
      'a later import that was stopped has not',
      [wrote, { type: 'delta-import', result: 'stopped-connectivity' }],
      ['confirming import'],
    ],
    [
      'a later import that left off early has not',
      [wrote, { type: 'full-import', result: 'completed-discovery-errors' }],
      ['confirming import'],
    ],
    ['an earlier import has not', [{ type: 'delta-import' }, wrote], ['confirming import']],
    [
      'an import of a drop file has not',
      [wrote, { type: 'delta-import', dropFile: true }],
      ['confirming import'],
    ],
    ['it went to a drop file: there is nothing to confirm', [{ ...wrote, dropFile: true }], []],
    // What the confirming import brought is judged as an import.
    [
      'the import that confirmed it staged something',
      [wrote, { type: 'delta-import', staged: { update: 1 } }],
      ['delta sync'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(whatFollows(...steps)).toEqual(expected);
  });
});

describe('a run of several steps', () => {
  it('is followed by what its earliest step needs first', () => {
    expect(
      whatFollows(
        { type: 'export', exported: { add: 1 } },
        { type: 'delta-sync', outbound: [[MIM_SERVICE, 1]] },
        { type: 'delta-import', partition: BRANCH, staged: { add: 1 } },
      ),
    ).toEqual(['confirming import', 'export of MIM Service', `delta sync of partition ${BRANCH}`]);
  });

  it('needs one thing once, for all its reasons', () => {
    const followUps = followUpsOf(
      sampleRun(
        AD,
        { type: 'delta-import', partition: HEAD_OFFICE, staged: { add: 1 } },
        { type: 'full-import', partition: HEAD_OFFICE.toLowerCase(), staged: { update: 2 } },
        { type: 'delta-sync', partition: BRANCH, outbound: [[HR, 3]] },
        { type: 'full-sync', partition: BRANCH, outbound: [[HR, 4]] },
      ),
    );
    expect(followUps).toEqual([
      {
        kind: 'delta-sync',
        partition: HEAD_OFFICE,
        reason: `step 1 staged 1 add in partition ${HEAD_OFFICE}, step 2 staged 2 updates in partition ${HEAD_OFFICE.toLowerCase()}`,
      },
      {
        kind: 'export',
        managementAgentId: HR.id,
        managementAgentName: 'HR',
        changes: 7,
        onlyIfPending: false,
        reason: 'step 3 made 3 changes for HR, step 4 made 4 changes for HR',
      },
    ]);
  });

  it.each<[string, SampleStepDetails[], string[]]>([
    [
      'imports of all partitions, then their synchronizations',
      [
        { type: 'delta-import', staged: { add: 1 } },
        { type: 'delta-import', partition: BRANCH, staged: { add: 1 } },
        { type: 'delta-sync', outbound: [[PHONES, 1]] },
        { type: 'delta-sync', partition: BRANCH, outbound: [[PHONES, 1]] },
      ],
      ['export of Phones'],
    ],
    [
      'of which the second synchronization was stopped',
      [
        { type: 'delta-import', staged: { add: 1 } },
        { type: 'delta-import', partition: BRANCH, staged: { add: 1 } },
        { type: 'delta-sync' },
        { type: 'delta-sync', partition: BRANCH, result: 'stopped-deadlocked' },
      ],
      [`delta sync of partition ${BRANCH}`],
    ],
    [
      'of which the second import failed, so that nothing was synchronized',
      [
        { type: 'delta-import', staged: { add: 1 } },
        { type: 'delta-import', partition: BRANCH, staged: { add: 1 }, result: 'completed-discovery-errors' },
      ],
      ['delta sync', `delta sync of partition ${BRANCH}`],
    ],
    [
      'a synchronization, then an import that failed',
      [
        { type: 'delta-sync', outbound: [[PHONES, 1]] },
        { type: 'delta-import', staged: { add: 1 }, result: 'stopped-connectivity' },
      ],
      ['export of Phones', 'delta sync'],
    ],
    [
      'exports of both partitions, one of them confirmed',
      [
        { type: 'export', exported: { add: 1 } },
        { type: 'export', partition: BRANCH, exported: { add: 1 } },
        { type: 'full-import' },
      ],
      [`confirming import of partition ${BRANCH}`],
    ],
    [
      'export, confirming import and synchronization, all at once',
      [
        { type: 'export', exported: { add: 1 } },
        { type: 'delta-import', staged: { update: 1 } },
        { type: 'delta-sync', inboundObjects: 1 },
      ],
      [],
    ],
    [
      'an import from a drop file, which stages as any other',
      [{ type: 'full-import', dropFile: true, staged: { add: 1 } }],
      ['delta sync'],
    ],
    [
      'an import to a drop file, which stages nothing, after one that did',
      [
        { type: 'delta-import', staged: { add: 1 } },
        { type: 'full-import', dropFile: true },
      ],
      ['delta sync'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(whatFollows(...steps)).toEqual(expected);
  });

  it('with a step of an unknown type is judged by the others', () => {
    expect(
      whatFollows(
        { type: 'delta-import', staged: { add: 1 } },
        { type: undefined, staged: { add: 1 }, exported: { add: 1 }, outbound: [[AD, 1]] },
      ),
    ).toEqual(['delta sync']);
  });

  it('without a step needs nothing', () => {
    expect(whatFollows()).toEqual([]);
  });
});

describe('a decision says why', () => {
  it.each([
    [
      'delta-import',
      [
        'delta sync of partition DC=fabrikam,DC=test, because step 1 staged 3 adds, 27 updates, 1 rename, 2 deletes and 1 delete-add in partition DC=fabrikam,DC=test',
      ],
    ],
    [
      'delta-sync-two-outbound',
      [
        'export of AD, because step 1 made 55 changes for AD',
        'export of MIM Service, because step 1 made 44 changes for MIM Service',
      ],
    ],
    [
      'export-with-errors',
      [
        'confirming import of partition DC=fabrikam,DC=test, because step 1 exported 11 adds, 37 updates and 5 deletes to partition DC=fabrikam,DC=test',
      ],
    ],
    ['export-failures-only', []],
    [
      'multi-step-newest-first',
      [
        'export of HR, if anything is still pending, because step 2 made 2 changes for HR',
        'export of AD, because step 2 made 4 changes for AD',
        'confirming import, because step 3 exported 2 updates to partition default',
      ],
    ],
    [
      'combined-import-sync-two-partitions',
      [
        'export of HR, because step 1 made 2 changes for HR',
        'export of MIM Service, because step 1 made 13 changes for MIM Service, step 2 made 3 changes for MIM Service',
      ],
    ],
    [
      'stopped-second-step',
      [
        'delta sync of partition DC=fabrikam,DC=test, because step 1 staged 2 updates in partition DC=fabrikam,DC=test',
      ],
    ],
  ] as const)('after the run of %s', (fixture, expected) => {
    expect(followUpsOf(readRunFixture(fixture)).map(describeFollowUp)).toEqual(expected);
  });
});
