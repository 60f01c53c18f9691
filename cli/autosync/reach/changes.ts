import { setTimeout as delay } from 'node:timers/promises';
import { AutoSyncError } from '../../../domain/errors.js';
import type { ApiClient } from './api-client.js';
import { ApiProblem } from './api-problem.js';
import { serverPath } from './server.js';

/** How often to look where the API tells of no events. */
const LOOK_EVERY_MS = 1_000;
/** The same where it does: no event says how far a run is. */
const LOOK_AT_PROGRESS_EVERY_MS = 2_000;
/** Several events mostly come together. */
const GATHER_MS = 100;

/**
 * When to look again at a sync server: at once, then whenever something has happened there, by the API's events; where
 * it has none, or loses them, every second. It ends when the signal is aborted.
 */
export async function* timesToLook(
  api: ApiClient,
  server: string,
  signal: AbortSignal,
): AsyncGenerator<void, void, undefined> {
  const left = new AbortController();
  const ears = new Ears(signal);
  void listen(api, server, AbortSignal.any([signal, left.signal]), ears);
  try {
    while (!signal.aborted) {
      yield;
      await ears.something();
    }
  } finally {
    left.abort();
  }
}

/** What was heard since the last look. */
class Ears {
  listening = false;
  #heard = false;
  #wake: (() => void) | undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  hear(): void {
    this.#heard = true;
    this.#wake?.();
  }

  /** Resolves when something was heard, or it is time to look in any case. */
  async something(): Promise<void> {
    if (!this.#heard && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.listening ? LOOK_AT_PROGRESS_EVERY_MS : LOOK_EVERY_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    if (this.#heard) await pause(GATHER_MS, this.signal);
    this.#heard = false;
  }
}

/** Hears the API's events for as long as the signal allows; connects again when the connection is lost. */
async function listen(api: ApiClient, server: string, signal: AbortSignal, ears: Ears): Promise<void> {
  let lastEventId: string | undefined;
  while (!signal.aborted) {
    try {
      for await (const event of api.events(serverPath(server, 'events'), signal, lastEventId)) {
        ears.listening = true;
        lastEventId = event.id ?? lastEventId;
        ears.hear();
      }
    } catch (error) {
      // An API without events is looked at every second; what else is wrong is told by whoever looks.
      if (error instanceof ApiProblem || (error instanceof AutoSyncError && error.code !== 'api-unreachable'))
        return;
    }
    ears.listening = false;
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** Waits, but not beyond the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
