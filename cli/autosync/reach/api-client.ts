import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import { ApiProblem } from './api-problem.js';
import type { ApiAddress } from './api-options.js';

/** An answer that may not have changed. */
export interface Tagged<Body> {
  readonly body: Body;
  /** To ask with again. */
  readonly entityTag?: string;
}

/** AutoSync's API, as commands ask it. Paths begin after `/api/v1`. */
export interface ApiClient {
  readonly address: ApiAddress;
  /**
   * @throws {ApiProblem} what the API says is wrong
   * @throws {AutoSyncError} `api-unreachable`
   */
  get<Body>(path: string): Promise<Body>;
  /** @returns `undefined` if nothing has changed since the answer that had this tag */
  getIfChanged<Body>(path: string, entityTag: string | undefined): Promise<Tagged<Body> | undefined>;
  /** Changes something; with an `Idempotency-Key`, so that it is done once. */
  send<Body>(method: 'POST' | 'DELETE', path: string, body: unknown, key: string): Promise<Body>;
  /**
   * What happens, as it happens. It ends when the signal is aborted or the API ends it.
   *
   * @param lastEventId goes on after this one
   */
  events(path: string, signal: AbortSignal, lastEventId?: string): AsyncIterable<EventSourceMessage>;
  /** A whole answer, whatever its status is. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** An API that has not answered by then will not. Run locks are asked through Temporal, which takes its time. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * A client of the API at this address.
 *
 * @param withinMs how long an answer may take
 */
export function apiClient(address: ApiAddress, withinMs = ANSWER_WITHIN_MS): ApiClient {
  const { url, token } = address;

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token.value}`);
    try {
      return await fetch(`${url}/api/v1${path}`, {
        signal: AbortSignal.timeout(withinMs),
        redirect: 'error',
        ...init,
        headers,
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new AutoSyncError(
        'api-unreachable',
        `${describeSilence(error, url, withinMs)} (${saidBy(address)}).`,
        {
          cause: error,
        },
      );
    }
  }

  async function bodyOf<Body>(response: Response): Promise<Body> {
    if (!response.ok) throw await problemOf(response, address);
    // What is done may have nothing to tell.
    return (response.status === 204 ? {} : await jsonOf(response, address)) as Body;
  }

  return {
    address,
    fetch: ask,
    get: async (path) => bodyOf(await ask(path)),
    async getIfChanged<Body>(path: string, entityTag: string | undefined) {
      const response = await ask(
        path,
        entityTag === undefined ? {} : { headers: { 'if-none-match': entityTag } },
      );
      if (response.status === 304) return undefined;
      const body = await bodyOf<Body>(response);
      const next = response.headers.get('etag');
      return { body, ...(next !== null && { entityTag: next }) };
    },
    send: async (method, path, body, key) =>
      bodyOf(
        await ask(path, {
          method,
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    async *events(path, signal, lastEventId) {
      const response = await ask(path, {
        signal,
        headers: {
          accept: 'text/event-stream',
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
      });
      if (!response.ok) throw await problemOf(response, address);
      if (!response.body || !isEventStream(response)) throw notOurs(address);
      yield* response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    },
  };
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** What the API says is wrong; of whatever else answers there, that it is not the API. */
async function problemOf(response: Response, address: ApiAddress): Promise<Error> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    const problem = new ApiProblem((await response.json()) as ConstructorParameters<typeof ApiProblem>[0]);
    return response.status === 401 ? withWhoAsked(problem, address) : problem;
  }
  return notOurs(address, `it answers with HTTP status ${response.status}`);
}

async function jsonOf(response: Response, address: ApiAddress): Promise<unknown> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) throw notOurs(address);
  try {
    return await response.json();
  } catch (error) {
    throw new AutoSyncError(
      'api-unreachable',
      `The answer of ${address.url} broke off: ${ensureError(error).message}.`,
      { cause: error },
    );
  }
}

/** Whoever was not let in needs to know which key was shown. */
function withWhoAsked(problem: ApiProblem, { token }: ApiAddress): ApiProblem {
  return new ApiProblem({
    type: '',
    title: '',
    retryable: false,
    status: problem.httpStatus,
    code: problem.code,
    detail: `${problem.message} ${token ? `The key came from ${token.saidBy}.` : 'No key was sent.'}`,
    operatorAction: token
      ? problem.operatorAction
      : 'Put an API key into AUTOSYNC_TOKEN, or name a file that holds it with --token-file.',
  });
}

function notOurs(address: ApiAddress, what = 'it does not answer as one'): AutoSyncError {
  return new AutoSyncError(
    'api-unreachable',
    `There is no API of AutoSync at ${address.url}: ${what} (${saidBy(address)}).`,
  );
}

function saidBy({ saidBy: source }: ApiAddress): string {
  return source === undefined ? 'no other address was given' : `the address comes from ${source}`;
}

function describeSilence(error: unknown, url: string, withinMs: number): string {
  const thrown = ensureError(error);
  if (thrown.name === 'TimeoutError') {
    return `The API at ${url} has not answered within ${withinMs / 1_000} s`;
  }
  const cause = thrown.cause === undefined ? thrown : ensureError(thrown.cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ECONNREFUSED'
    ? `Nothing listens at ${url}`
    : `The API at ${url} cannot be reached: ${cause.message || code || thrown.message}`;
}
