import { expect, test } from 'vitest';
import { sampleRun } from '../../test/sample-run.js';
import { AD, HR } from '../../test/sample-server.js';
import { summaryOf } from './run-summary.js';

const run = sampleRun(
  HR,
  { type: 'delta-import', staged: { add: 3 }, errorCount: 2, result: 'completed-discovery-errors' },
  { type: 'delta-sync', inboundObjects: 3, outbound: [[AD, 3]] },
);

test('a run in one line, over all its steps', () => {
  expect(summaryOf(run, false)).toMatchObject({
    runNumber: 7,
    runProfile: 'sample',
    initiator: 'FABRIKAM\\svc-autosync',
    result: 'completed-discovery-errors',
    start: run.steps[0]?.start,
    end: run.steps[1]?.end,
    counters: { staged: { add: 3 }, outbound: [{ managementAgent: 'AD', changes: 3 }], errors: 2 },
    summary: '3 adds staged; 3 changes for AD; 2 errors',
  });
});

test('a run that goes on has neither a result nor an end, also between two steps', () => {
  expect(summaryOf(run, true)).toMatchObject({ result: 'in-progress' });
  expect(summaryOf(run, true)).not.toHaveProperty('end');
  expect(summaryOf({ ...run, steps: [] }, false)).toMatchObject({ result: 'in-progress' });
  expect(summaryOf({ ...run, steps: [] }, false)).not.toHaveProperty('start');
});
