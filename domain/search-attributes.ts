/**
 * The search attributes of every cycle, so that an operator finds "all exports of this management agent that
 * failed" in Temporal's Web UI. All are keywords.
 */
export const SEARCH_ATTRIBUTES = {
  /** The sync server's id. */
  server: 'AutosyncServer',
  managementAgent: 'AutosyncManagementAgent',
  /** The run profile that the cycle started with. */
  runProfile: 'AutosyncRunProfile',
  /** What started the cycle: see `Cause`. */
  trigger: 'AutosyncTrigger',
  /** How it ended: see `CycleOutcome`. */
  outcome: 'AutosyncOutcome',
} as const;
