import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AutoSyncError } from '../domain/errors.js';
import type { PendingCounts } from '../domain/pending-counts.js';
import type { SyncEngine } from '../sync-engine/port.js';
import { createEngineActivities } from './engine-activities.js';
import type { WatchedRunLock } from './watch/watch-engine.js';

const NONE = { add: 0, update: 0, delete: 0 };

function inActivity<T>(work: () => Promise<T>, heartbeatDetails?: unknown): Promise<T> {
  return new MockActivityEnvironment({ heartbeatDetails }, { logger: new DefaultLogger('ERROR') }).run(work);
}

function activitiesOn(engine: Partial<SyncEngine>) {
  return createEngineActivities(engine as SyncEngine, {} as WatchedRunLock);
}

describe('a run that is to be stopped', () => {
  it('is stopped while it goes on', async () => {
    expect(await stop(true, 7, 7)).toEqual(['hr']);
  });

  it('is not looked for in the run after it', async () => {
    expect(await stop(true, 8, 7)).toEqual([]);
  });

  it('is left alone when it has ended', async () => {
    expect(await stop(false, 7, 7)).toEqual([]);
  });

  it('whose number nobody knows is what goes on', async () => {
    expect(await stop(true, 8)).toEqual(['hr']);
  });
});

describe('the search for work left', () => {
  const asked: string[] = [];
  const activities = activitiesOn({
    pendingCounts: (id) => {
      asked.push(id);
      if (id === 'away') return Promise.reject(new AutoSyncError('engine-unreachable', 'It is away.'));
      if (id === 'deleted') {
        return Promise.reject(new AutoSyncError('unknown-management-agent', 'It is not there.'));
      }
      return Promise.resolve([counts(id === 'AD' ? { ...NONE, add: 2 } : NONE)]);
    },
  });
  const search = (managementAgentIds: readonly string[], before?: unknown) => {
    asked.length = 0;
    return inActivity(() => activities.managementAgentsWithWorkLeft({ managementAgentIds }), before);
  };

  it('finds the management agents that have some', async () => {
    expect(await search(['HR', 'AD'])).toEqual({ found: ['AD'], left: [] });
  });

  it('goes on where one cannot be asked', async () => {
    expect(await search(['deleted', 'AD'])).toEqual({ found: ['AD'], left: [] });
  });

  it('waits for an engine that is away', async () => {
    await expect(search(['away', 'AD'])).rejects.toMatchObject({
      type: 'engine-unreachable',
      nonRetryable: false,
    });
  });

  it('goes on where the attempt before was lost', async () => {
    const found = await search(['a', 'b', 'HR', 'AD'], { asked: 2, found: ['a'] });
    expect(found).toEqual({ found: ['a', 'AD'], left: [] });
    expect(asked).toEqual(['HR', 'AD']);
  });
});

describe('the search for work left, where the engine is slow to count', () => {
  afterEach(() => vi.useRealTimers());

  it('tells what it has found by then, and what it has not asked', async () => {
    expect(await searchSlowly(['a', 'b', 'c', 'd'], 4_000)).toEqual({ found: ['a', 'b'], left: ['c', 'd'] });
  });

  it('asks one at least', async () => {
    expect(await searchSlowly(['a', 'b'], 60_000)).toEqual({ found: ['a'], left: ['b'] });
  });
});

it('the search for work left asks no more once nobody waits for the answer', async () => {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const asked: string[] = [];
  const activities = activitiesOn({
    pendingCounts: (id) => {
      asked.push(id);
      environment.cancel('NOT_FOUND');
      return Promise.resolve([counts(NONE)]);
    },
  });
  const managementAgentIds = ['a', 'b'];
  const search = environment.run(() => activities.managementAgentsWithWorkLeft({ managementAgentIds }));
  await expect(search).rejects.toThrow('NOT_FOUND');
  expect(asked).toEqual(['a']);
});

/** On an engine that takes so long for each, and finds something on all. */
function searchSlowly(managementAgentIds: readonly string[], milliseconds: number) {
  vi.useFakeTimers();
  const activities = activitiesOn({
    pendingCounts: () => {
      vi.advanceTimersByTime(milliseconds);
      return Promise.resolve([counts({ ...NONE, add: 1 })]);
    },
  });
  return inActivity(() => activities.managementAgentsWithWorkLeft({ managementAgentIds }));
}

/** @returns of which management agents something was stopped */
async function stop(busy: boolean, last: number, runNumber?: number): Promise<readonly string[]> {
  const stopped: string[] = [];
  const lastRun = { runNumber: last, runProfile: 'DI', result: '', start: '' };
  const activities = activitiesOn({
    status: (id) => Promise.resolve({ managementAgentId: id, managementAgentName: 'HR', busy, lastRun }),
    stop: (id) => {
      stopped.push(id);
      return Promise.resolve('success');
    },
  });
  await inActivity(() =>
    activities.stopRun({ managementAgentId: 'hr', ...(runNumber === undefined ? {} : { runNumber }) }),
  );
  return stopped;
}

function counts(pendingExports: PendingCounts['pendingExports']): PendingCounts {
  return {
    partitionId: '{p}',
    partitionName: 'default',
    pendingImports: NONE,
    pendingExports,
    unconfirmedExports: 0,
    connectorSpaceObjects: 10,
  };
}
