import type { SyncEngine } from '../../sync-engine/port.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { exportedChanges, stagedChanges } from '../../domain/run-history/run-details.js';

/** A run, and which runs Lithnet AutoSync would have started because of it. */
interface Obligation {
  /** When the run that made it necessary ended. */
  readonly since: string;
  readonly after: string;
  readonly needs: string;
}

/**
 * Holds the engine's own history against what Lithnet AutoSync does after each run (its documented rules, written
 * down a second time here, on purpose): staged changes need a synchronization of that management agent afterwards,
 * exported changes an import, outbound changes an export of their target. And no run is without a reason.
 *
 * @param firstRuns how many runs at the start of the history were started by the test itself
 * @returns what is missing or superfluous, in words; empty if AutoSync would have run the same
 */
export async function deviationsFromAutoSync(
  engine: SyncEngine,
  history: readonly SimulatedRun[],
  firstRuns: number,
): Promise<readonly string[]> {
  const deviations: string[] = [];
  const obligations: (Obligation & { settled: boolean; justifiedARun: boolean })[] = [];
  for (const [index, run] of history.entries()) {
    const kind = `${kindOf(run)} ${run.managementAgentName}`;
    // What became necessary while this run was already going on, it may have missed: that is owed still.
    const before = obligations.filter(({ needs, since }) => needs === kind && since <= run.start);
    // Two syncs may each ask for an export; the first may do the work of both, but there are never more runs than reasons.
    const reason = before.find((obligation) => !obligation.justifiedARun);
    if (reason) reason.justifiedARun = true;
    else if (index >= firstRuns) deviations.push(`${describe(run)} had no reason`);
    for (const obligation of before) obligation.settled = true;
    const more = await obligationsOf(engine, run);
    obligations.push(...more.map((one) => ({ ...one, settled: false, justifiedARun: false })));
  }
  const missing = obligations.filter((obligation) => !obligation.settled);
  return [...deviations, ...missing.map(({ after, needs }) => `after ${after} no ${needs}`)];
}

async function obligationsOf(engine: SyncEngine, run: SimulatedRun): Promise<readonly Obligation[]> {
  const details = await engine.runDetails(run.managementAgentId, run.runNumber);
  const after = describe(run);
  const since = run.end ?? '';
  return details.steps.flatMap((step) => [
    ...(stagedChanges(step.staging) > 0 ? [{ since, after, needs: `sync ${run.managementAgentName}` }] : []),
    ...(exportedChanges(step.export) > 0
      ? [{ since, after, needs: `import ${run.managementAgentName}` }]
      : []),
    ...step.outbound
      .filter((target) => target.changes > 0)
      .map((target) => ({ since, after, needs: `export ${target.managementAgentName}` })),
  ]);
}

function kindOf(run: SimulatedRun): string {
  const type = run.steps[0]?.type ?? '';
  if (type.includes('import')) return 'import';
  return type === 'export' ? 'export' : 'sync';
}

function describe(run: SimulatedRun): string {
  return `${run.managementAgentName} ${run.runProfile} ${run.runNumber}`;
}
