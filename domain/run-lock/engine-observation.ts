import type { ManagementAgent } from '../management-agent/management-agent.js';
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

/** How old the catalogue may become: run profiles are changed by hand. */
export const CATALOGUE_REFRESH_MS = 5 * 60_000;

/**
 * After how many milliseconds to read the engine's catalogue next: at once while nothing is known of it, it is stale,
 * or something is asked for that it does not have.
 *
 * @param now milliseconds since 1970
 */
export function nextLookAtEngine(state: RunLockState, now: number): number {
  const due = !state.catalogue || state.catalogueStale || state.unresolved.length > 0;
  return due ? 0 : Math.max(0, (state.catalogueReadAt ?? now) + CATALOGUE_REFRESH_MS - now);
}
