import { expect, it } from 'vitest';
import { AD, HR, PHONES } from '../../test/sample-server.js';
import { sampleRun } from '../../test/sample-run.js';
import { runCounters } from './run-counters.js';

it('a controller is told what a run did, over all its steps', () => {
  const run = sampleRun(
    HR,
    { type: 'delta-import', staged: { add: 3, noChange: 9 }, errorCount: 1 },
    { type: 'delta-import', staged: { add: 1, delete: 2 } },
    {
      type: 'delta-sync',
      outbound: [
        [AD, 4],
        [PHONES, 0],
      ],
      errorCount: 2,
    },
    { type: 'delta-sync', outbound: [[AD, 1]] },
    { type: 'export', exported: { rename: 5 } },
  );
  expect(runCounters(run)).toEqual({
    staged: { noChange: 9, add: 4, update: 0, rename: 0, delete: 2, deleteAdd: 0, failure: 0 },
    exported: { add: 0, update: 0, rename: 5, delete: 0, deleteAdd: 0, failure: 0 },
    outbound: [{ managementAgent: 'AD', changes: 5 }],
    errors: 3,
  });
});
