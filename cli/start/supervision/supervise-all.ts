import type { BackOffRules } from './back-off.js';
import type { ProcessDefinition } from './running-process.js';
import { supervise, type Supervised, type SupervisionEvent } from './supervise.js';

/** Processes that need one another: each is started when the one before it is ready. */
export interface SupervisedAll {
  /** Ends them in the opposite order, one after another. */
  stop(): Promise<void>;
  /** Ends them at once. */
  kill(): void;
}

/**
 * Starts processes in order and keeps each of them running.
 *
 * @param options.signal gives up the start of those that are not ready yet
 * @param options.onceReady what there is to do before the next one is started
 * @param options.atOnce ends all of them at once, whatever goes on
 * @throws whatever a first start throws; those that ran already have ended then
 */
export async function superviseAll(
  definitions: readonly ProcessDefinition[],
  options: {
    readonly signal: AbortSignal;
    readonly atOnce: AbortSignal;
    readonly report: (name: string, event: SupervisionEvent) => void;
    readonly onceReady: (name: string) => Promise<void>;
    readonly backOff?: BackOffRules;
  },
): Promise<SupervisedAll> {
  const { signal, atOnce, report, onceReady, backOff } = options;
  const running: Supervised[] = [];
  const all: SupervisedAll = {
    async stop() {
      for (const one of running.toReversed()) await one.stop();
    },
    kill() {
      for (const one of running) one.kill();
    },
  };
  atOnce.addEventListener('abort', () => all.kill());
  try {
    for (const definition of definitions) {
      running.push(
        await supervise(definition, {
          signal,
          report: (event) => report(definition.name, event),
          ...(backOff === undefined ? {} : { backOff }),
        }),
      );
      await onceReady(definition.name);
    }
  } catch (error) {
    await all.stop();
    throw error;
  }
  return all;
}
