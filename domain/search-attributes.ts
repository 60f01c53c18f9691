/**
 * The search attributes of every cycle, so that an operator finds "all exports of this management agent that
 * failed" in Temporal's Web UI. All are keywords.
 */
export const SEARCH_ATTRIBUTES = {
  /** The sync server's id. */
  server: 'AutosyncServer',
  managementAgent: 'AutosyncManagementAgent',
  /** What the cycle started with, in words: `run profile "DI"`, `delta import of partition DC=contoso,DC=com`. */
  runProfile: 'AutosyncRunProfile',
  /** What started the cycle: see `Cause`. */
  trigger: 'AutosyncTrigger',
  /** How it ended: see `CycleOutcome`. */
  outcome: 'AutosyncOutcome',
} as const;

/** The type of each, by name, as Temporal must register it. */
export const SEARCH_ATTRIBUTE_TYPES: Readonly<Record<string, 'Keyword'>> = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword']),
);
