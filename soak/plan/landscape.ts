import type { z } from 'zod';
import type { configurationSchema } from '../../config/schema.js';
import { seededDice, type Dice } from './dice.js';

/** The configuration as its file has it. */
export type ConfigurationFile = z.input<typeof configurationSchema>;

/** A sync server as the plan sees it. */
export interface PlannedServer {
  readonly id: string;
  /** Names, in the engine's order. */
  readonly managementAgents: readonly string[];
}

/** How a sync server is configured in a soak, but for where its engine is. */
export type DrawnSettings = Omit<ConfigurationFile['servers'][string], 'engine'>;

/** Runs of others are to be noticed soon: that they are kept out of the way of is judged. Milliseconds. */
export const ENGINE_LOOK_MS = 1000;

/** At so many pending exports, those of one management agent are held for an operator. */
const EXPORTED_AT_ONCE = { from: 4, to: 12 } as const;

/** No run starts for so long in every five minutes: long enough for several to wait. */
const SHUT_FOR = '12s';

/**
 * Draws how each sync server is configured: run mode, policy, lock lists, start spacing, no-start windows, schedules,
 * thresholds. The same seed makes the same.
 *
 * @returns by the id of the server
 */
export function drawLandscape(
  seed: number,
  servers: readonly PlannedServer[],
): Readonly<Record<string, DrawnSettings>> {
  const dice = seededDice(seed);
  return Object.fromEntries(
    servers.map(({ id, managementAgents }): [string, DrawnSettings] => {
      const lockLists = drawLockLists(dice, managementAgents);
      const guarded = dice.pick(managementAgents);
      const thresholds = { exports: { all: dice.between(EXPORTED_AT_ONCE.from, EXPORTED_AT_ONCE.to) } };
      const runMode = dice.weigh({ supported: 3, unsupported: 3, exclusive: 1 });
      const queue = drawQueue(dice);
      const importInterval = dice.pick(['never', '10s', '20s']);
      const mimServiceExportTakesSyncLock = !dice.oneIn(4);
      return [
        id,
        {
          runMode,
          ...queue,
          importInterval,
          mimServiceExportTakesSyncLock,
          engineLookInterval: `${ENGINE_LOOK_MS / 1000}s`,
          noStartWindows: dice.oneIn(2)
            ? [{ cron: `${dice.between(0, 4)}-59/5 * * * *`, duration: SHUT_FOR, timeZone: 'UTC' }]
            : [],
          managementAgents: { ...lockLists, [guarded]: { ...lockLists[guarded], thresholds } },
        },
      ];
    }),
  );
}

/** How the run lock deals with who waits. It says nothing of what may run beside what. */
export type DrawnQueue = Required<Pick<DrawnSettings, 'lockPolicy' | 'startSpacing' | 'longestWait'>>;

export function drawQueue(dice: Dice): DrawnQueue {
  return {
    lockPolicy: dice.pick(['batch', 'batch', 'fifo', 'yield-queued', 'yield-all'] as const),
    startSpacing: dice.pick(['0s', '0s', '0s', '1s']),
    longestWait: dice.pick(['20s', '2m', '15m']),
  };
}

/** One or two of them have a list of one or two others; what two have in both lists excludes them from one another, too. */
function drawLockLists(
  dice: Dice,
  managementAgents: readonly string[],
): Readonly<Record<string, { readonly lockList: string[] }>> {
  const lists: Record<string, { readonly lockList: string[] }> = {};
  for (let left = dice.between(1, 2); left > 0; left -= 1) {
    const holder = dice.pick(managementAgents);
    const others = managementAgents.filter((name) => name !== holder);
    if (others.length === 0) continue;
    lists[holder] = { lockList: [...new Set([dice.pick(others), dice.pick(others)])] };
  }
  return lists;
}
