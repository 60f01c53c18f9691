import { describe, expect, it } from 'vitest';
import { SAMPLE_SERVER } from '../../../test/sample-server.js';
import type { ManagementAgent } from '../../management-agent/management-agent.js';
import { reduceRunLock } from '../reduce.js';
import { emptyRunLockState, type RunLockState } from '../state.js';

function sees(state: RunLockState, managementAgents: readonly ManagementAgent[]) {
  const observation = { managementAgents, lastRuns: [] };
  const { state: next, effects } = reduceRunLock(state, { kind: 'engine-observed', observation }, 0);
  return { next, schedules: effects.some(({ kind }) => kind === 'reconcile-schedules') };
}

describe('the schedules are made to fit', () => {
  const renamed = SAMPLE_SERVER.map((ma, index) =>
    index === 0
      ? { ...ma, runProfiles: ma.runProfiles.map((profile) => ({ ...profile, name: `${profile.name} 2` })) }
      : ma,
  );

  it('the first catalogue, and one with a run profile of another name, but not the same again', () => {
    const first = sees(emptyRunLockState('main'), SAMPLE_SERVER);
    expect(first.schedules).toBe(true);
    const same = sees(first.next, structuredClone(SAMPLE_SERVER));
    expect(same.schedules).toBe(false);
    const changed = sees(same.next, renamed);
    expect(changed.schedules).toBe(true);
    expect(changed.next.catalogue).toEqual(renamed);
    expect(sees(changed.next, renamed).schedules).toBe(false);
  });
});
