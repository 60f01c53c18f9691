import {
  NOTHING_EXPORTED,
  NOTHING_STAGED,
  type ExportCounters,
  type RunDetails,
  type StagingCounters,
} from '../run-history/run-details.js';
import type { RunCounters } from './controller.js';

/** What a run did, over all its steps, for a controller. */
export function runCounters({ steps }: Pick<RunDetails, 'steps'>): RunCounters {
  const outbound = new Map<string, number>();
  for (const { managementAgentName, changes } of steps.flatMap((step) => step.outbound)) {
    if (changes > 0) outbound.set(managementAgentName, (outbound.get(managementAgentName) ?? 0) + changes);
  }
  return {
    staged: steps.reduce((sum, { staging }) => plus(sum, staging), NOTHING_STAGED),
    exported: steps.reduce((sum, step) => plus(sum, step.export), NOTHING_EXPORTED),
    outbound: [...outbound].map(([managementAgent, changes]) => ({ managementAgent, changes })),
    errors: steps.reduce((sum, { errorCount }) => sum + errorCount, 0),
  };
}

function plus<Counters extends StagingCounters | ExportCounters>(a: Counters, b: Counters): Counters {
  const names = Object.keys(a) as (keyof Counters)[];
  return Object.fromEntries(
    names.map((name) => [name, Number(a[name]) + Number(b[name])]),
  ) as unknown as Counters;
}
