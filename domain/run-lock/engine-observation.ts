import type { ManagementAgent } from '../management-agent.js';
import type { RunLockState } from './state.js';

/** What a look at the engine found: what runs, and the catalogue if that was asked for. */
export interface EngineObservation {
  /** Absent: the catalogue was not looked at. */
  readonly managementAgents?: readonly ManagementAgent[];
  /** Of a management agent that is not among them, nothing is known. */
  readonly lastRuns: readonly {
    readonly managementAgentId: string;
    readonly busy: boolean;
    /** Absent if the management agent never ran. */
    readonly runNumber?: number;
    readonly runProfile?: string;
  }[];
}

/** How long to wait before the next look at the engine while a run goes on that nobody here started. */
export const UNMANAGED_RUN_POLL_MS = 2_000;

/** How old the catalogue may become: run profiles are changed by hand, and runs started by hand are seen then too. */
export const CATALOGUE_REFRESH_MS = 5 * 60_000;

/**
 * When to look at the engine next, in milliseconds: at once while nothing is known of it, the catalogue is stale, or
 * something is asked for that it does not have; soon, again and again, while a run goes on that somebody else started.
 */
export function nextLookAtEngine(state: RunLockState): number {
  if (!state.catalogue || state.catalogueStale || state.unresolved.length > 0) return 0;
  return state.leases.some((lease) => lease.request === undefined)
    ? UNMANAGED_RUN_POLL_MS
    : CATALOGUE_REFRESH_MS;
}
