import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { ServerConfiguration } from '../schema.js';

/**
 * How grave a finding is:
 * - `error`: the configuration asks for something that cannot be done.
 * - `warning`: it can be done, and is most likely not what was meant.
 * - `note`: it has no effect, or is worth knowing.
 */
export type FindingSeverity = 'error' | 'warning' | 'note';

/** Something that does not fit between a configuration and the engine that it is for. */
export interface Finding {
  readonly severity: FindingSeverity;
  /** The setting: `servers.default.managementAgents.HR.lockList.0`. */
  readonly path: string;
  /** What does not fit, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What is checked: a sync server's configuration against the management agents of its engine. */
export interface Checked {
  /** The id of the sync server. */
  readonly id: string;
  readonly server: ServerConfiguration;
  readonly managementAgents: readonly ManagementAgent[];
}

/** How long a run profile took when it last ran. */
export interface RunDuration {
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly durationMs: number;
}

/** The path of a setting of a sync server. */
export function settingPath(id: string, ...keys: readonly (string | number)[]): string {
  return ['servers', id, ...keys].join('.');
}
