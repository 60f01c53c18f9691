import type { Violation } from '../http-contract.js';
import type { World } from '../world/world.js';
import type { RunRecord } from './run-record.js';

/** Everything that a simulated engine remembers besides its world. Plain data. */
export interface EngineState {
  readonly world: World;
  /** All runs that the history still has, in the order of their starts. */
  readonly runs: RunRecord[];
  /** The number given last, by management agent id. */
  readonly lastRunNumbers: Map<string, number>;
  readonly violations: Violation[];
  /** How far imports have read each partition's change log, by `partitionKey`. */
  readonly watermarks: Map<string, number>;
}

export function newEngineState(world: World): EngineState {
  return { world, runs: [], lastRunNumbers: new Map(), violations: [], watermarks: new Map() };
}
