import { VirtualEngine, type VirtualRun } from './engine/virtual-engine.js';
import { VirtualTime } from './engine/virtual-time.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
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
  /** The same from the moment when its import was asked for, or another import read it before that. */
  readonly sinceNoticed: readonly number[];
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
  const ways = load.changes.map((change) => {
    const { source, madeAt } = change;
    const [read, arrived] = [engine.readAt.get(change), engine.arrivedAt.get(change)];
    if (read === undefined || arrived === undefined) {
      throw new Error(`${contender.name} lost a change of ${source}, made at ${madeAt}`);
    }
    return { made: madeAt, noticed: Math.min(read, nextAskedFor(source, madeAt, load.triggers)), arrived };
  });
  return {
    makespan: Math.max(...engine.arrivedAt.values()),
    propagation: ways.map(({ made, arrived }) => arrived - made),
    sinceNoticed: ways.map(({ noticed, arrived }) => arrived - noticed),
    runs: engine.runs,
  };
}

/** When an import of a source is asked for next. */
function nextAskedFor(source: string, from: number, triggers: readonly ImportTrigger[]): number {
  const times = triggers
    .filter(({ managementAgentId }) => managementAgentId === source)
    .map(({ at, everyMs }) =>
      at >= from || everyMs === undefined ? at : at + Math.ceil((from - at) / everyMs) * everyMs,
    );
  return Math.min(...times.filter((time) => time >= from));
}
