import { setTimeout as delay } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';
import { nameOf } from '../installation/generated-world.js';

/** How long their imports last; milliseconds. */
const SHORTEST_RUN_MS = 6_000;
const LONGEST_RUN_MS = 14_000;
/** After a start. */
const START_SPREAD_MS = 8_000;

/** Others that are busy. */
export interface Busy {
  /** Lets them end what they do. @returns what they did meanwhile */
  end(): Promise<{ readonly runsASecond: number; readonly atOnce: number }>;
}

/**
 * Lets so many management agents of a generated world import all the time, each as soon as it has ended.
 *
 * Resolves when all of them have begun.
 */
export async function keepBusy(
  { simulator, start }: Installation,
  managementAgents: number,
  speed: number,
): Promise<Busy> {
  const names = Array.from({ length: managementAgents }, (_, index) => nameOf(index + 1));
  const longer = (LONGEST_RUN_MS - SHORTEST_RUN_MS) / Math.max(1, names.length - 1);
  for (const [index, managementAgent] of names.entries()) {
    const lastsMs = SHORTEST_RUN_MS + longer * index;
    const seconds = (lastsMs * speed) / 1000;
    await simulator.armFault({ kind: 'slow-completion', managementAgent, seconds, seed: 1 });
  }
  const from = Date.now();
  const ending = new AbortController();
  const all = names.map(async (name, index) => {
    await delay((START_SPREAD_MS * index) / names.length);
    while (!ending.signal.aborted) {
      const cycle = await start(name, { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
      await cycle.result();
    }
  });
  const failed = Promise.all(all);
  await Promise.race([failed, delay(START_SPREAD_MS)]);
  return {
    async end() {
      ending.abort();
      await failed;
      const runs = (await simulator.history()).filter(({ managementAgentName }) =>
        names.includes(managementAgentName),
      );
      const elapsed = Date.now() - from;
      const busy = runs.reduce((sum, { start: at, end = at }) => sum + Date.parse(end) - Date.parse(at), 0);
      return { runsASecond: (runs.length * 1000) / elapsed, atOnce: busy / elapsed };
    },
  };
}
