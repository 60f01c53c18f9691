import { AutoSyncError, ensureError } from '../../domain/errors.js';
import { isOver } from '../../domain/run-history/run-end.js';
import { parseRunDetails } from '../../domain/run-history/parse-run-details.js';
import type { RunProgress } from '../../simulator/http-contract.js';
import { refusalFrom } from '../../simulator/http-refusal.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { requireUsableNames } from '../../domain/management-agent/usable-names.js';
import {
  DEFAULT_ABANDONED_AFTER_MS,
  type LastRun,
  type ManagementAgentStatus,
  type PendingCounts,
  type StartAnswer,
  type SyncEngine,
} from '../port.js';

/** How long the simulator may take to answer a request that does not wait for anything. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Counters that grow are told no more often; the end of a run is told at once. */
const QUIET_MS = 500;

/**
 * The engine port, spoken to a simulator over HTTP.
 *
 * @param url where the simulator listens, for example `http://127.0.0.1:4000`
 * @param initiator the account that runs are recorded under
 * @param abandonedAfterMs see {@link SyncEngine.abandonedAfterMs}
 */
export function connectSimulator(
  url: string,
  initiator = 'AUTOSYNC\\worker',
  abandonedAfterMs = DEFAULT_ABANDONED_AFTER_MS,
): SyncEngine {
  /** The version of each run that this adapter has seen last, so that it waits for the next one. */
  const versions = new Map<string, number>();

  function unreachable(error: unknown): AutoSyncError {
    const message = `The simulator at ${url} does not answer: ${describe(error)}`;
    return new AutoSyncError('engine-unreachable', message, { cause: error });
  }

  /** Asks, and reads the answer. @param signal the asker's: what it ends with is thrown as it is */
  async function call<T>(
    path: string,
    read: (response: Response) => Promise<T>,
    init: RequestInit = {},
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<T> {
    const signal = AbortSignal.any([
      ...(init.signal ? [init.signal] : []),
      ...(Number.isFinite(timeoutMs) ? [AbortSignal.timeout(timeoutMs)] : []),
    ]);
    let refusal: AutoSyncError;
    try {
      const response = await fetch(new URL(path, url), { ...init, signal });
      // The connection can be lost in the middle of the answer, too.
      if (response.ok) return await read(response);
      refusal = refusalFrom(response.status, await response.text());
    } catch (error) {
      if (init.signal?.aborted) throw ensureError(init.signal.reason);
      throw unreachable(error);
    }
    throw refusal;
  }

  function get<T>(path: string): Promise<T> {
    return call(path, readJson<T>);
  }

  function post<T>(path: string, body: object): Promise<T> {
    return call(path, readJson<T>, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  return {
    initiator,
    abandonedAfterMs,
    async listManagementAgents() {
      return requireUsableNames(await get<readonly ManagementAgent[]>('/engine/management-agents'));
    },

    statusOfAll: () => get<readonly ManagementAgentStatus[]>('/engine/status'),
    status: (id) =>
      get<ManagementAgentStatus & { readonly lastRun?: LastRun }>(`${managementAgentPath(id)}/status`),
    start: (id, runProfile) =>
      post<StartAnswer>(`${managementAgentPath(id)}/start`, { runProfile, initiator }),
    stop: async (id) =>
      (await post<{ readonly result: string }>(`${managementAgentPath(id)}/stop`, {})).result,

    async waitForProgress(id, runNumber, { timeoutMs, signal }) {
      const key = `${id}/${runNumber}`;
      const known = versions.get(key);
      const query = new URLSearchParams({ timeoutMs: String(timeoutMs), quietMs: String(QUIET_MS) });
      if (known !== undefined) query.set('version', String(known));
      const progress = await call(
        `${runPath(id, runNumber)}/progress?${query.toString()}`,
        readJson<RunProgress>,
        signal ? { signal } : {},
        timeoutMs + ANSWER_TIMEOUT_MS,
      );
      const details = parseRunDetails(progress.xml);
      const final = isOver(details, progress.busy);
      if (final) versions.delete(key);
      else versions.set(key, progress.version);
      return { details, busy: progress.busy, final };
    },

    async listRuns(id, { limit, before }) {
      const query = new URLSearchParams({ limit: String(limit) });
      if (before !== undefined) query.set('before', String(before));
      const runs = await get<readonly string[]>(`${managementAgentPath(id)}/runs?${query.toString()}`);
      return runs.map((xml) => parseRunDetails(xml));
    },

    runDetails: async (id, runNumber) =>
      parseRunDetails(await call(`${runPath(id, runNumber)}/xml`, (response) => response.text())),

    async runDetailsXml(id, runNumber) {
      // Only its beginning has to come in time: the rest takes as long as whoever reads it.
      const tooLate = new AbortController();
      const late = () => tooLate.abort(unreachable(new Error('the run details do not come')));
      const timer = setTimeout(late, ANSWER_TIMEOUT_MS);
      try {
        const init = { signal: tooLate.signal };
        return piecesOf(await call(`${runPath(id, runNumber)}/xml`, asItBegins, init, Infinity), unreachable);
      } finally {
        clearTimeout(timer);
      }
    },

    pendingCounts: (id) => get<readonly PendingCounts[]>(`${managementAgentPath(id)}/pending`),
  };
}

async function readJson<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

function asItBegins(response: Response): Promise<Response> {
  return Promise.resolve(response);
}

/** An answer piece by piece. @param lost what is thrown when the connection is lost before its end */
async function* piecesOf({ body }: Response, lost: (error: unknown) => Error): AsyncGenerator<string> {
  if (!body) return;
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    throw lost(error);
  }
}

function describe(error: unknown): string {
  const { message, cause } = ensureError(error);
  return cause instanceof Error && cause.message ? cause.message : message;
}

function managementAgentPath(id: string): string {
  return `/engine/management-agents/${encodeURIComponent(id)}`;
}

function runPath(id: string, runNumber: number): string {
  return `${managementAgentPath(id)}/runs/${runNumber}`;
}
