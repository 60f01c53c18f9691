import { heartbeat, sleep } from '@temporalio/activity';
import { AutoSyncError } from '../../domain/errors.js';
import { catalogueFingerprint } from '../../domain/run-lock/engine/catalogue-fingerprint.js';
import {
  cyclesToLookFor,
  newsAmong,
  type CycleToLookFor,
  type WatchedState,
} from '../../domain/run-lock/engine/news.js';
import type { EngineObservation } from '../../domain/run-lock/engine-observation.js';
import type { ManagementAgentStatus, SyncEngine } from '../../sync-engine/port.js';
import type { EngineNews } from '../contract.js';

/** What the watch asks of the run lock, and of its cycles. */
export interface WatchedRunLock {
  watched(): Promise<WatchedState>;
  /** Which of these cycles have ended, so that nothing is started in their names any more. */
  closedAmong(cycles: readonly CycleToLookFor[]): Promise<readonly string[]>;
}

/** Between two looks that must show the same: what changes from one to the other was under way. */
const SECOND_LOOK_AFTER_MS = 250;

/** The catalogue is looked at less often than what runs: it is much more to read, and changed by hand. */
const LOOKS_FOR_ONE_AT_THE_CATALOGUE = 10;

/**
 * Looks at the engine again and again, until it shows something twice that the run lock does not know: a run without a
 * lease, an unmanaged lease without its run, a run that nobody has judged, a lease whose cycle has ended, an engine that
 * does not answer any more, or answers again; or another catalogue: a run profile was made or renamed.
 *
 * What runs is looked at before the run lock is asked: a run of ours that ends in between is known by then.
 *
 * @throws whatever Temporal answers when the run lock cannot be asked: the watch is tried again
 */
export async function watchEngine(engine: SyncEngine, runLock: WatchedRunLock): Promise<EngineNews> {
  let { lookEveryMs } = await runLock.watched();
  for (let looks = 1; ; looks += 1) {
    await sleepWithHeartbeat(lookEveryMs);
    if (looks % LOOKS_FOR_ONE_AT_THE_CATALOGUE === 0) {
      const changed = await findOtherCatalogue(engine, runLock);
      if (changed) return changed;
    }
    const first = await findNews(engine, runLock);
    lookEveryMs = first.lookEveryMs;
    if (!first.news) continue;
    await sleep(SECOND_LOOK_AFTER_MS);
    const { news } = await findNews(engine, runLock);
    if (news) return news;
  }
}

/**
 * One look: what the engine shows and the run lock does not know, if there is anything.
 *
 * @returns with the time until the next look, in milliseconds
 */
export async function findNews(
  engine: SyncEngine,
  runLock: WatchedRunLock,
): Promise<{ readonly news?: EngineNews; readonly lookEveryMs: number }> {
  let status: readonly ManagementAgentStatus[];
  try {
    status = await engine.statusOfAll();
  } catch (error) {
    if (!(error instanceof AutoSyncError) || error.code !== 'engine-unreachable') throw error;
    const { engineDown, lookEveryMs } = await runLock.watched();
    return engineDown
      ? { lookEveryMs }
      : { lookEveryMs, news: { kind: 'unreachable', reason: error.message } };
  }
  const watched = await runLock.watched();
  const closedCycles = await runLock.closedAmong(cyclesToLookFor(watched, Date.now()));
  const news = newsAmong(watched, lastRunsOf(status));
  if (news.length === 0 && closedCycles.length === 0 && !watched.engineDown) {
    return { lookEveryMs: watched.lookEveryMs };
  }
  if (watched.engineDown && !(await tellsItsCatalogue(engine))) return { lookEveryMs: watched.lookEveryMs };
  // What a cycle that has ended may have started last is seen only after its end.
  const afterwards = closedCycles.length === 0 ? [] : lastRunsOf(await engine.statusOfAll());
  const left = new Set(
    watched.leases
      .filter(({ cycle }) => cycle !== undefined && closedCycles.includes(cycle))
      .map(({ managementAgentId }) => managementAgentId),
  );
  const ofClosed = afterwards.filter(({ managementAgentId }) => left.has(managementAgentId));
  const others = news.filter(({ managementAgentId }) => !left.has(managementAgentId));
  return {
    lookEveryMs: watched.lookEveryMs,
    news: { kind: 'seen', observation: { lastRuns: [...others, ...ofClosed] }, closedCycles },
  };
}

/** One that refuses to is down, whatever else it answers: else it would be up and down by turns. */
async function tellsItsCatalogue(engine: SyncEngine): Promise<boolean> {
  try {
    await engine.listManagementAgents();
    return true;
  } catch (error) {
    if (error instanceof AutoSyncError) return false;
    throw error;
  }
}

/**
 * The engine's catalogue, if it is not the one that the run lock knows; or that the engine refuses to tell it. An engine
 * that is away is seen by what runs.
 */
export async function findOtherCatalogue(
  engine: SyncEngine,
  runLock: WatchedRunLock,
): Promise<EngineNews | undefined> {
  let managementAgents;
  try {
    managementAgents = await engine.listManagementAgents();
  } catch (error) {
    if (!(error instanceof AutoSyncError)) throw error;
    if (error.code === 'engine-unreachable' || (await runLock.watched()).engineDown) return undefined;
    return { kind: 'unreachable', reason: error.message };
  }
  const { catalogue } = await runLock.watched();
  if (catalogue === catalogueFingerprint(managementAgents)) return undefined;
  return { kind: 'seen', observation: { managementAgents, lastRuns: [] }, closedCycles: [] };
}

/** What the run lock is told of the status of management agents. */
export function lastRunsOf(status: readonly ManagementAgentStatus[]): EngineObservation['lastRuns'] {
  return status.map(({ managementAgentId, busy, lastRun }) => ({
    managementAgentId,
    busy,
    ...(lastRun ? { runNumber: lastRun.runNumber, runProfile: lastRun.runProfile } : {}),
  }));
}

const HEARTBEAT_EVERY_MS = 5_000;

async function sleepWithHeartbeat(durationMs: number): Promise<void> {
  for (let left = durationMs; left > 0; left -= HEARTBEAT_EVERY_MS) {
    heartbeat();
    await sleep(Math.min(left, HEARTBEAT_EVERY_MS));
  }
  heartbeat();
}
