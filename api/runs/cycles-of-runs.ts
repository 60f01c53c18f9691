import type { RunLockStatus } from '../../domain/run-lock/status.js';

/** Which cycles ran what the run lock knows of a management agent, by run number: its last run, and what goes on. */
export function cyclesOfRuns(status: RunLockStatus, managementAgent: string): ReadonlyMap<number, string> {
  const last = status.managementAgents.find(({ name }) => name === managementAgent)?.lastOutcome;
  const running = status.running.filter((run) => run.managementAgent === managementAgent);
  return new Map(
    [last, ...running].flatMap((run) =>
      run?.runNumber !== undefined && run.cycle !== undefined ? [[run.runNumber, run.cycle] as const] : [],
    ),
  );
}
