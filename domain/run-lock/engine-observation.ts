import type { ManagementAgent } from '../management-agent.js';

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
