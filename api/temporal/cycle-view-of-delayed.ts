import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';

/** What a cycle was started with, before it has done anything. */
export function viewAsStarted(input: CycleInput): CycleView {
  return {
    server: input.server,
    managementAgent: input.managementAgent,
    cause: input.cause,
    depth: input.lineage.length,
    outcome: 'running',
    steps: [],
    children: [],
    runs: 0,
  };
}

/** A cycle that a webhook has put off: there is no workflow task yet that could tell of it. */
export function viewOfDelayed(input: CycleInput, begins: Date): CycleView {
  return { ...viewAsStarted(input), reason: `It begins at ${begins.toISOString()}.` };
}
