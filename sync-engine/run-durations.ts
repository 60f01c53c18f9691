import type { ManagementAgentStatus } from './port.js';

/** How long the last run of each management agent took, of those that have ended. */
export function lastDurations(status: readonly ManagementAgentStatus[]): readonly {
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly durationMs: number;
}[] {
  return status.flatMap(({ managementAgentId, lastRun }) =>
    lastRun?.end === undefined
      ? []
      : [
          {
            managementAgentId,
            runProfile: lastRun.runProfile,
            durationMs: Date.parse(lastRun.end) - Date.parse(lastRun.start),
          },
        ],
  );
}
