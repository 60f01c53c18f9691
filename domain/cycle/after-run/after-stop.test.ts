import { expect, it } from 'vitest';
import { sampleRun } from '../../../test/sample-run.js';
import { AD, HR } from '../../../test/sample-server.js';
import { afterStop } from './after-stop.js';

it('nothing follows from a run after which all must stop, and the cycle fails with the reason', () => {
  const run = sampleRun(HR, {
    type: 'full-import-delta-sync',
    staged: { delete: 9 },
    outbound: [[AD, 9]],
  });
  const stop = { scope: 'management-agent', error: 'threshold-exceeded', reason: '9 deletes' } as const;
  expect(afterStop(run, stop)).toEqual({
    followUps: [],
    failure: { type: 'threshold-exceeded', message: 'sample of HR, run 7: 9 deletes' },
  });
});
