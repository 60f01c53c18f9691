import { VirtualEngine, type VirtualRun } from './engine/virtual-engine.js';
import { VirtualTime } from './engine/virtual-time.js';
import type { ManagementAgent } from '../../domain/management-agent.js';
import type { ImportTrigger, Load } from './landscape/load.js';
import type { Speeds } from './landscape/speeds.js';
import type { Contender } from './schedulers/scheduler.js';

/** No load here takes so long, unless changes are forgotten. */
const LONGEST_MS = 24 * 60 * 60_000;

/** What became of a load under one scheduler. Milliseconds. */
export interface Course {
  /** From the start to the last confirmation. */
  readonly makespan: number;
  /** For each change of the load, in its order: from the moment it was made to its last confirmation. */
  readonly propagation: readonly number[];
  readonly runs: readonly VirtualRun[];
}

/**
 * Lets a load happen under a scheduler, in virtual time.
 *
 * @throws Error if the scheduler lets run what must not, or a change never arrives
 */
export function simulate(
  contender: Contender,
  managementAgents: readonly ManagementAgent[],
  speeds: Speeds,
  load: Load,
): Course {
  const time = new VirtualTime();
  const engine = new VirtualEngine(managementAgents, speeds, load.changes);
  const scheduler = contender.start({ managementAgents, engine, time });
  for (const change of load.changes) time.at(change.madeAt, () => engine.make(change));
  const fire = (trigger: ImportTrigger) => {
    if (engine.atRest) return;
    scheduler.trigger(trigger);
    const { everyMs } = trigger;
    if (everyMs !== undefined) time.after(everyMs, () => fire(trigger));
  };
  for (const trigger of load.triggers) time.at(trigger.at, () => fire(trigger));
  time.run(LONGEST_MS);
  const propagation = load.changes.map((change) => {
    const arrivedAt = engine.arrivedAt.get(change);
    if (arrivedAt === undefined) {
      throw new Error(`${contender.name} lost a change of ${change.source}, made at ${change.madeAt}`);
    }
    return arrivedAt - change.madeAt;
  });
  return { makespan: Math.max(...engine.arrivedAt.values()), propagation, runs: engine.runs };
}
