import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import { ensureError } from '../../../domain/errors.js';
import { pause } from '../../../process/pause.js';
import type { FillRequest } from '../../../simulator/http-contract.js';
import type { SimulatorClient } from '../../../simulator/client.js';
import { makeChange } from '../../change/make-change.js';
import { describeChanges } from '../../describe-change.js';

/** How the demo keeps the directories busy. */
export interface DemoOptions {
  readonly everyMs: number;
  /** Ends the demo. */
  readonly signal: AbortSignal;
  /** A line for the console. */
  readonly say: (line: string) => void;
}

/** People and things in each directory that is a source, to begin with. */
const FIRST_OBJECTS: FillRequest = { objectsPerManagementAgent: 20, seed: 1 };

/**
 * Fills the directories if all of them are empty.
 *
 * @returns how many objects were made; 0 when there was something already
 */
export async function fillIfEmpty(
  simulator: SimulatorClient,
  managementAgents: readonly ManagementAgent[],
): Promise<number> {
  for (const { id } of managementAgents) {
    if ((await simulator.directory(id)).length > 0) return 0;
  }
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the simulator's fill, not an array's
  const { objects } = await simulator.fill(FIRST_OBJECTS);
  return objects;
}

/** Changes something in a directory again and again until told to end: a hire first, then whatever the seed gives. */
export async function keepChanging(simulator: SimulatorClient, options: DemoOptions): Promise<void> {
  const { signal, say } = options;
  // The clock's seed grows with each start too: the same one again would make the same people again.
  let seed = Math.floor(Date.now() / 1000);
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const changes = isFirst
        ? await makeChange(simulator, { kind: 'add', attributes: {} })
        : await simulator.makeChanges({ count: 1, seed });
      (await describeChanges(simulator, changes)).forEach(say);
      isFirst = false;
    } catch (error) {
      // The supervisor starts a simulator that died again; the demo goes on with it.
      say(`no change this time: ${ensureError(error).message}`);
    }
    seed += 1;
    await pause(options.everyMs, signal);
  }
}
