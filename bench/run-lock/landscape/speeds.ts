import { chooseRunProfile, defaultPartition } from '../../../domain/cycle/run-profile-choice.js';
import {
  MIM_SERVICE_CATEGORY,
  type ManagementAgent,
} from '../../../domain/management-agent/management-agent.js';
import type { Dice } from './dice.js';

/** What a run does. */
export type Work = 'import' | 'sync' | 'export';

/** How fast one management agent and its directory are. They stay so: a lower bound can know them. */
export interface Speed {
  /** Milliseconds of a step that has nothing to do, by what it does. */
  readonly fixed: Readonly<Record<Work, number>>;
  /** Objects a second, by what is done with them. */
  readonly rate: Readonly<Record<Work, number>>;
  /** Objects of which each import reads all, or none: then it reads what has changed. */
  readonly importsAll?: number;
  /** Objects that each synchronization looks at again: disconnectors. */
  readonly disconnectors: number;
}

/** By management agent id. */
export type Speeds = ReadonlyMap<string, Speed>;

/**
 * Draws how fast each management agent is, within what is published of real engines and captured from them.
 *
 * - A step costs 2 to 5 s, whatever it does.
 * - A full import of AD reads some 97 objects a second. The directories that have no delta import are taken at the
 *   small end of what sites have (5,000 to 450,000 objects): somebody who imports all of it each time has not more.
 * - A delta import reads 2 (a captured one: 32 changes in 20 s) to 97 objects a second.
 * - A delta sync looks at 160 to 240 objects a second, and each time at every normal disconnector.
 * - An export to the MIM Service writes 1 to 10 objects a second; to others 0.4 (a captured one: 26 objects in 61 s) to 10.
 */
export function drawSpeeds(managementAgents: readonly ManagementAgent[], dice: Dice): Speeds {
  return new Map(
    managementAgents.map((ma) => {
      const mimService = ma.category.toUpperCase() === MIM_SERVICE_CATEGORY;
      const speed: Speed = {
        fixed: {
          import: dice.between(2000, 5000),
          sync: dice.between(2000, 5000),
          export: dice.between(2000, 5000),
        },
        rate: {
          import: hasDeltaImport(ma) ? dice.magnitude(2, 97) : 97,
          sync: dice.between(160, 240),
          export: mimService ? dice.magnitude(1, 10) : dice.magnitude(0.4, 10),
        },
        ...(hasDeltaImport(ma) ? {} : { importsAll: Math.round(dice.magnitude(5000, 10_000)) }),
        disconnectors: Math.round(dice.magnitude(50, 2000)),
      };
      return [ma.id, speed];
    }),
  );
}

/** Whether an orchestrator finds a delta import for it. */
export function hasDeltaImport(ma: ManagementAgent): boolean {
  const partition = defaultPartition(ma);
  return partition !== undefined && typeof chooseRunProfile(ma, 'delta-import', partition) === 'string';
}

/**
 * How long a run lasts, in whole milliseconds.
 *
 * @param objects that have changed, are staged, or are pending
 * @throws RangeError for a management agent whose speed was not drawn
 */
export function durationOf(speeds: Speeds, managementAgentId: string, work: Work, objects: number): number {
  const speed = speeds.get(managementAgentId);
  if (!speed) throw new RangeError(`no speed for management agent ${managementAgentId}`);
  const touched =
    work === 'import'
      ? (speed.importsAll ?? objects)
      : work === 'sync'
        ? speed.disconnectors + objects
        : objects;
  return Math.round(speed.fixed[work] + (touched / speed.rate[work]) * 1000);
}
