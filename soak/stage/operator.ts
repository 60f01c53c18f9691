import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { AutoSyncError } from '../../domain/errors.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';

/** An operator's answer: what came of it. */
export type Answer =
  | { readonly ok: true; readonly body: unknown }
  /** It came too late, or there was nothing to do it to; in the API's words. */
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Somebody who uses the REST API, and tries again with the same key until it answers. */
export interface Operator {
  status(server: string): Promise<RunLockStatus>;
  /** @throws {AutoSyncError} `internal` for an answer that no request should get */
  send(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Answer>;
}

const PATIENCE_MS = 180_000;
const RETRY_MS = 300;
/** An API that is held, or whose network is silent, does not answer for as long as that lasts. */
const ANSWERS_WITHIN_MS = 50_000;

const problem = z.object({ code: z.string(), detail: z.string() });

/**
 * @param url where the API listens
 * @param prefix begins all keys: unique for ever
 */
export function operatorAt(url: string, prefix: string, signal: AbortSignal): Operator {
  let sent = 0;

  async function untilAnswered(method: string, path: string, body?: object): Promise<Answer> {
    sent += 1;
    const key = `${prefix}-${sent}`;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      signal.throwIfAborted();
      const answer = await once(method, path, key, body);
      if (answer !== undefined && !isPassing(answer)) return answer;
      if (Date.now() > deadline) {
        throw new AutoSyncError(
          'internal',
          `The API did not answer ${method} ${path} for ${PATIENCE_MS / 1000} s${answer && !answer.ok ? `: ${answer.code}: ${answer.detail}` : ''}.`,
        );
      }
      await delay(RETRY_MS, undefined, { signal });
    }
  }

  /** `undefined`: nobody answers. */
  async function once(method: string, path: string, key: string, body?: object): Promise<Answer | undefined> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(`/api/v1${path}`, url), {
        method,
        headers: { 'idempotency-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
      });
      text = await response.text();
    } catch {
      // Killed, held, or cut off: that is what the soak is for.
      return undefined;
    }
    if (response.ok) return { ok: true, body: text === '' ? undefined : JSON.parse(text) };
    const { code, detail } = problem.parse(JSON.parse(text));
    return { ok: false, code, detail };
  }

  return {
    send: untilAnswered,
    async status(server) {
      const answer = await untilAnswered('GET', `/servers/${server}`);
      if (!answer.ok) throw new AutoSyncError('internal', `No status of ${server}: ${answer.detail}`);
      return answer.body as RunLockStatus;
    },
  };
}

/** The killer is about: these say that somebody could not be reached, and pass. */
function isPassing(answer: Answer): boolean {
  return !answer.ok && answer.code.endsWith('-unreachable');
}
