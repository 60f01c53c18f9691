import { setTimeout as delay } from 'node:timers/promises';
import { ensureError } from '../../../domain/errors.js';
import { BACK_OFF, nextWait, type BackOffRules } from './back-off.js';
import type { ProcessDefinition, RunningProcess } from './running-process.js';

/** What the supervisor tells about one process. */
export type SupervisionEvent =
  | { readonly kind: 'ready'; readonly pid: number; readonly again: boolean }
  | { readonly kind: 'ended'; readonly how: string; readonly nextStartInMs: number }
  | { readonly kind: 'start-failed'; readonly error: Error; readonly nextStartInMs: number };

/** A process that is started again whenever it dies. */
export interface Supervised {
  readonly name: string;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Ends it for good, at once. */
  kill(): void;
}

/**
 * Starts a process and keeps it running: when it dies, it is started again after a growing wait.
 *
 * @param options.signal gives up the first start
 * @returns when it is ready for the first time
 * @throws whatever the first start throws: what never worked is not tried again
 */
export async function supervise(
  definition: ProcessDefinition,
  options: {
    readonly signal: AbortSignal;
    readonly report: (event: SupervisionEvent) => void;
    readonly backOff?: BackOffRules;
  },
): Promise<Supervised> {
  const { report } = options;
  const backOff = options.backOff ?? BACK_OFF;
  const stopping = new AbortController();
  let current: RunningProcess | undefined = await definition.start(options.signal);
  report({ kind: 'ready', pid: current.pid, again: false });

  async function keepRunning(): Promise<void> {
    let readyAt = Date.now();
    let waitMs: number | undefined;
    while (!stopping.signal.aborted) {
      let livedMs = 0;
      let trouble: { kind: 'ended'; how: string } | { kind: 'start-failed'; error: Error };
      if (current === undefined) {
        try {
          current = await definition.start(stopping.signal);
          readyAt = Date.now();
          report({ kind: 'ready', pid: current.pid, again: true });
          continue;
        } catch (error) {
          trouble = { kind: 'start-failed', error: ensureError(error) };
        }
      } else {
        trouble = { kind: 'ended', how: await current.exited };
        current = undefined;
        livedMs = Date.now() - readyAt;
      }
      if (stopping.signal.aborted) return;
      waitMs = nextWait(waitMs, livedMs, backOff);
      report({ ...trouble, nextStartInMs: waitMs });
      // Resolves early when all ends.
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(ignoreAbort);
    }
  }
  const kept = keepRunning();

  return {
    name: definition.name,
    async stop() {
      stopping.abort();
      await current?.stop();
      await kept;
      // A start may just have succeeded when it was given up.
      await current?.stop();
    },
    kill() {
      stopping.abort();
      current?.kill();
    },
  };
}

function ignoreAbort(error: unknown): void {
  if (ensureError(error).name !== 'AbortError') throw error;
}
