import { expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { catalogueFingerprint } from '../../domain/run-lock/engine/catalogue-fingerprint.js';
import type { WatchedState } from '../../domain/run-lock/engine/news.js';
import type { ManagementAgentStatus, SyncEngine } from '../../sync-engine/port.js';
import { findNews, findOtherCatalogue, type WatchedRunLock } from './watch-engine.js';

const QUIET: WatchedState = {
  leases: [],
  waiting: [],
  startingSince: {},
  runNumbers: { hr: 4 },
  engineDown: false,
  catalogue: catalogueFingerprint([]),
  lookEveryMs: 3_000,
};
const HELD: WatchedState = {
  ...QUIET,
  leases: [{ managementAgentId: 'hr', runProfile: 'DI', cycle: 'cycle of HR' }],
};

it('of an engine that shows what the run lock knows there is no news', async () => {
  expect(await findNews(engineThatShows([idle(4)]), runLock(QUIET))).toEqual({ lookEveryMs: 3_000 });
});

it('a run without a lease is news', async () => {
  const { news } = await findNews(engineThatShows([running(5)]), runLock(QUIET));
  expect(news).toMatchObject({ kind: 'seen', observation: { lastRuns: [{ runNumber: 5, busy: true }] } });
});

it('a lease whose cycle has ended is news, with what its management agent does after that', async () => {
  const engine = engineThatShows([idle(4)], [running(5)]);
  const { news } = await findNews(engine, runLock(HELD, ['cycle of HR']));
  expect(news).toEqual({
    kind: 'seen',
    observation: { lastRuns: [{ managementAgentId: 'hr', busy: true, runNumber: 5, runProfile: 'DI' }] },
    closedCycles: ['cycle of HR'],
  });
});

it('a cycle that waits and has ended is news', async () => {
  const watched = { ...QUIET, waiting: ['one that waits'] };
  const { news } = await findNews(engineThatShows([idle(4)]), runLock(watched, ['one that waits']));
  expect(news).toMatchObject({ closedCycles: ['one that waits'], observation: { lastRuns: [] } });
});

it('the silence of an engine is news once, and so is its answer after that', async () => {
  const away = { ...engineThatShows([]), statusOfAll: () => Promise.reject(new Away()) };
  expect((await findNews(away, runLock(QUIET))).news).toEqual({ kind: 'unreachable', reason: 'It is away.' });
  const down = runLock({ ...QUIET, engineDown: true });
  expect((await findNews(away, down)).news).toBeUndefined();
  expect((await findNews(engineThatShows([idle(4)]), down)).news).toMatchObject({ kind: 'seen' });
});

it('an engine that refuses to tell its catalogue does not answer again before it tells it', async () => {
  const refuses = {
    ...engineThatShows([running(5)]),
    listManagementAgents: () => Promise.reject(new AutoSyncError('unusable-name', 'A name is empty.')),
  };
  expect(await findOtherCatalogue(refuses, runLock(QUIET))).toEqual({
    kind: 'unreachable',
    reason: 'A name is empty.',
  });
  const down = runLock({ ...QUIET, engineDown: true });
  expect(await findOtherCatalogue(refuses, down)).toBeUndefined();
  expect(await findNews(refuses, down)).toEqual({ lookEveryMs: 3_000 });
  expect((await findNews(engineThatShows([running(5)]), down)).news).toMatchObject({ kind: 'seen' });
});

it('any other failure of the engine fails the look', async () => {
  const broken = { ...engineThatShows([]), statusOfAll: () => Promise.reject(new Error('nonsense')) };
  await expect(findNews(broken, runLock(QUIET))).rejects.toThrow('nonsense');
});

it('another catalogue is news until the run lock knows it', async () => {
  const hr = { id: '{1}', name: 'HR', category: 'MSSQL', partitions: [] };
  const profile = (name: string) => [{ ...hr, runProfiles: [{ name, steps: [] }] }];
  const engine = { ...engineThatShows([]), listManagementAgents: () => Promise.resolve(profile('Import')) };
  const known = (name: string) => runLock({ ...QUIET, catalogue: catalogueFingerprint(profile(name)) });
  expect(await findOtherCatalogue(engine, known('Import'))).toBeUndefined();
  expect(await findOtherCatalogue(engine, known('Imp0rt'))).toEqual({
    kind: 'seen',
    observation: { managementAgents: profile('Import'), lastRuns: [] },
    closedCycles: [],
  });
  const away = { ...engine, listManagementAgents: () => Promise.reject(new Away()) };
  expect(await findOtherCatalogue(away, known('Delta Import'))).toBeUndefined();
});

class Away extends AutoSyncError {
  constructor() {
    super('engine-unreachable', 'It is away.');
  }
}

function idle(runNumber: number): ManagementAgentStatus {
  const lastRun = { runNumber, runProfile: 'DI', result: 'success', start: '2001-02-03T04:05:06.000Z' };
  return { managementAgentId: 'hr', managementAgentName: 'HR', busy: false, lastRun };
}

function running(runNumber: number): ManagementAgentStatus {
  return { ...idle(runNumber), busy: true };
}

/** Shows one status after the other, the last one again and again. */
function engineThatShows(...shown: readonly (readonly ManagementAgentStatus[])[]): SyncEngine {
  let looks = 0;
  const statusOfAll = () => {
    const status = shown[Math.min(looks, shown.length - 1)] ?? [];
    looks += 1;
    return Promise.resolve(status);
  };
  return {
    statusOfAll,
    listManagementAgents: () => Promise.resolve([]),
  } as Partial<SyncEngine> as SyncEngine;
}

function runLock(watched: WatchedState, closed: readonly string[] = []): WatchedRunLock {
  return {
    watched: () => Promise.resolve(watched),
    closedAmong: (cycles) =>
      Promise.resolve(cycles.flatMap(({ cycle }) => (closed.includes(cycle) ? [cycle] : []))),
  };
}
