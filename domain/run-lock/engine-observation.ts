import type { ManagementAgent } from '../management-agent.js';
import type { RunLockState } from './state.js';

/** What a look at the engine found: the catalogue, and what runs. */
export interface EngineObservation {
  readonly managementAgents: readonly ManagementAgent[];
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

/**
 * When to look at the engine next, in milliseconds: at once while nothing is known of it, or something is asked for
 * that the catalogue does not have; again and again while a run goes on that somebody else started.
 *
 * @returns `undefined` when nothing makes it necessary
 */
export function nextLookAtEngine(state: RunLockState): number | undefined {
  if (!state.catalogue || state.unresolved.length > 0) return 0;
  return state.leases.some((lease) => lease.request === undefined) ? UNMANAGED_RUN_POLL_MS : undefined;
}
