import type { SimulatorClient } from '../../simulator/client.js';
import type { SimulatedRun, TrackedChange } from '../../simulator/http-contract.js';

/** Keeps what an engine tells before it forgets it: its history is not without bounds. */
export interface EngineRecorder {
  readonly runs: readonly SimulatedRun[];
  readonly changes: readonly TrackedChange[];
  look(): Promise<void>;
}

export function recordEngine(simulator: SimulatorClient): EngineRecorder {
  const runs = new Map<string, SimulatedRun>();
  const changes = new Map<number, TrackedChange>();
  return {
    get runs() {
      return [...runs.values()];
    },
    get changes() {
      return [...changes.values()];
    },
    async look() {
      for (const run of await simulator.history()) runs.set(`${run.managementAgentId}/${run.runNumber}`, run);
      for (const change of await simulator.changes()) changes.set(change.id, change);
    },
  };
}
