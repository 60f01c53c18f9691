import { afterEach, expect, it } from 'vitest';
import type { OutboundChanges, RunDetails } from '../../domain/run-history/run-details.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

const LIMIT = 16 * 1024;

const BRANCHES: readonly OutboundChanges[] = Array.from({ length: 300 }, (_, index) => ({
  managementAgentId: `{00000000-0000-4000-8000-${String(index).padStart(12, '0')}}`,
  managementAgentName: `Directory of branch ${index}`,
  changes: 1,
}));

/** The run as if it had made changes for 300 management agents, and 5,000 objects had failed. */
function huge(details: RunDetails): RunDetails {
  const error = {
    kind: 'synchronization',
    type: 'extension-dll-exception',
    dn: 'CN=x',
    detail: 'y'.repeat(300),
  } as const;
  return {
    ...details,
    steps: details.steps.map((step) => ({
      ...step,
      outbound: BRANCHES,
      errorCount: 5_000,
      errors: [error, error, error],
    })),
  };
}

it('whatever a run did, what its activities return stays small, and nothing of it is lost', async () => {
  rig = await startRig(await loadFabrikam(), {
    wrap: (engine) => ({
      ...engine,
      waitForProgress: async (...args) => {
        const look = await engine.waitForProgress(...args);
        return { ...look, details: huge(look.details) };
      },
      runDetails: async (...args) => huge(await engine.runDetails(...args)),
    }),
  });
  // That all would be in vain keeps the 300 child cycles from being started: what matters here is that the cycle knows of them.
  const notReimported = BRANCHES.map(({ managementAgentId }) => ({
    managementAgentId,
    partition: 'default',
    count: 1,
    objects: [{ dn: 'CN=x', times: 3 }],
  }));
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Sync' }, { notReimported });
  const view = await cycle.result();
  expect(view.outcome).toBe('not-converging');
  expect(view.steps[0]?.followUps).toHaveLength(BRANCHES.length);
  expect(view.steps[0]?.run?.errorCount).toBe(5_000);
  const { events } = await cycle.fetchHistory();
  const results = (events ?? []).flatMap(
    ({ activityTaskCompletedEventAttributes: ended }) =>
      ended?.result?.payloads?.map(({ data }) => data?.length ?? 0) ?? [],
  );
  expect(results.length).toBeGreaterThan(2);
  expect(Math.max(...results)).toBeLessThan(LIMIT);
});
