import type { SyncEngine } from '../../sync-engine/port.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import { exportedChanges, stagedChanges } from '../../domain/run-history/run-details.js';

/** A run, and which runs Lithnet AutoSync would have started because of it. */
interface Obligation {
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
  const missing: string[] = [];
  const wanted = new Set<string>();
  const deviations: string[] = [];
  for (const [index, run] of history.entries()) {
    const kind = kindOf(run);
    if (index >= firstRuns && !wanted.has(`${kind} ${run.managementAgentName}`)) {
      deviations.push(`${describe(run)} had no reason`);
    }
    for (const { needs } of await obligationsOf(engine, run)) {
      wanted.add(needs);
      const followed = history.some(
        (later) =>
          later.start >= (run.end ?? '') && `${kindOf(later)} ${later.managementAgentName}` === needs,
      );
      if (!followed) missing.push(`after ${describe(run)} no ${needs}`);
    }
  }
  return [...deviations, ...missing];
}

async function obligationsOf(engine: SyncEngine, run: SimulatedRun): Promise<readonly Obligation[]> {
  const details = await engine.runDetails(run.managementAgentId, run.runNumber);
  const after = describe(run);
  return details.steps.flatMap((step) => [
    ...(stagedChanges(step.staging) > 0 ? [{ after, needs: `sync ${run.managementAgentName}` }] : []),
    ...(exportedChanges(step.export) > 0 ? [{ after, needs: `import ${run.managementAgentName}` }] : []),
    ...step.outbound
      .filter((target) => target.changes > 0)
      .map((target) => ({ after, needs: `export ${target.managementAgentName}` })),
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
