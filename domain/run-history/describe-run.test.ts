import { describe, expect, it } from 'vitest';
import { readRunFixture } from '../../test/run-history-fixture.js';
import { sampleRun, type SampleStepDetails } from '../../test/sample-run.js';
import { AD, HR, MIM_SERVICE, PHONES } from '../../test/sample-server.js';
import {
  joinWords,
  listCounters,
  plural,
  runErrorCount,
  runResult,
  runTimes,
  summarizeRun,
} from './describe-run.js';

describe('what a run did, in words', () => {
  it.each<[string, SampleStepDetails[]]>([
    ['no changes', [{ type: 'delta-import' }]],
    ['no changes', []],
    ['no changes', [{ type: 'delta-import', staged: { noChange: 500, failure: 2 } }]],
    ['1 add staged', [{ type: 'delta-import', staged: { add: 1 } }]],
    [
      '3 adds, 2 updates, 1 rename, 4 deletes and 1 delete-add staged',
      [{ type: 'full-import', staged: { add: 3, update: 2, rename: 1, delete: 4, deleteAdd: 1 } }],
    ],
    ['2 updates exported', [{ type: 'export', exported: { update: 2, failure: 1 } }]],
    ['no changes; 1 error', [{ type: 'export', exported: { failure: 1 }, errorCount: 1 }]],
    // A synchronization is told by what it made for others, else by what it worked on.
    ['3 changes for AD', [{ type: 'delta-sync', inboundObjects: 9, outbound: [[AD, 3]] }]],
    [
      '1 change for AD and 2 changes for Phones',
      [
        {
          type: 'delta-sync',
          outbound: [
            [AD, 1],
            [PHONES, 2],
          ],
        },
      ],
    ],
    ['9 objects synchronized', [{ type: 'delta-sync', inboundObjects: 9, outbound: [[AD, 0]] }]],
    [
      '4 updates staged; 4 changes for AD; 2 updates exported; 3 errors',
      [
        { type: 'delta-import', staged: { update: 4 }, errorCount: 1 },
        { type: 'delta-sync', outbound: [[AD, 4]] },
        { type: 'export', exported: { update: 2 }, errorCount: 2 },
      ],
    ],
  ])('%s', (expected, steps) => {
    expect(summarizeRun(sampleRun(HR, ...steps))).toBe(expected);
  });

  it('counts the errors of all steps', () => {
    expect(runErrorCount(readRunFixture('every-kind-of-error'))).toBe(5);
  });
});

describe('the result of a run', () => {
  it('is the gravest of its steps', () => {
    expect(runResult(readRunFixture('stopped-second-step'))).toBe('stopped-connectivity');
    expect(runResult(readRunFixture('every-kind-of-error'))).toBe('completed-sync-errors');
    expect(runResult(readRunFixture('in-progress-second-step'))).toBe('in-progress');
    expect(runResult(sampleRun(MIM_SERVICE))).toBe('success');
  });
});

describe('the times of a run', () => {
  it('go from the start of its first step to the end of its last', () => {
    expect(runTimes(readRunFixture('multi-step-newest-first'))).toEqual({
      start: '2001-02-03T03:00:00.000Z',
      end: '2001-02-03T03:00:25.000Z',
    });
  });

  it('have no end while a step goes on', () => {
    expect(runTimes(readRunFixture('in-progress-second-step')).end).toBe('');
  });
});

describe('words', () => {
  it('are joined as one speaks', () => {
    expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b']), joinWords(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect([plural(0, 'add'), plural(1, 'add'), plural(2, 'add')]).toEqual(['0 adds', '1 add', '2 adds']);
    expect(listCounters({ add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0 })).toBe('');
  });
});
