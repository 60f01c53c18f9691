import type { ConfiguredRunProfiles } from '../cycle/run-profile-choice.js';
import type { ManagementAgent } from '../management-agent.js';
import type { RunLockAnswer, RunOutcome, RunRequest } from './messages.js';
import { DEFAULT_RUN_RULES, type Needs, type RunRules } from './needs.js';

/** What a run lock is configured with. */
export interface RunLockConfiguration {
  readonly rules: RunRules;
  /** By management agent name or id. */
  readonly runProfiles: Readonly<Record<string, ConfiguredRunProfiles>>;
}

/** A request that waits, with what it resolved to. */
export interface WaitingEntry {
  readonly request: RunRequest;
  /** Equal requests that joined this one. They are answered when the run has ended; one of them takes over if it never starts. */
  readonly joined: readonly RunRequest[];
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly needs: Needs;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The right to run one run profile, until it is released. */
export interface Lease {
  readonly token: number;
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly needs: Needs;
  /** When it was granted, or the run was first seen. Milliseconds since 1970. */
  readonly since: number;
  /** When it was asked for: the place in the queue of whoever takes over. Milliseconds since 1970. */
  readonly askedAt: number;
  /** Absent for a run that somebody else started: an unmanaged lease, kept until the engine says that it has ended. */
  readonly request?: RunRequest;
  /** Equal requests that wait for the end of this run. */
  readonly joined: readonly RunRequest[];
}

/** The last thing that a management agent ran under this lock. */
export interface LastOutcome extends RunOutcome {
  readonly runProfile: string;
  readonly cycle: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Everything that the run lock of one sync server remembers. Plain JSON: it is carried across continue-as-new. */
export interface RunLockState {
  readonly server: string;
  /** Grows with each event that changed something. */
  readonly version: number;
  readonly configuration: RunLockConfiguration;
  /** `undefined` until the engine has been looked at: before that, nothing is granted. */
  readonly catalogue?: readonly ManagementAgent[];
  /** The catalogue is to be read again: the configuration has been applied anew, perhaps because the engine has changed. */
  readonly catalogueStale?: boolean;
  readonly nextToken: number;
  /** In order of arrival. */
  readonly waiting: readonly WaitingEntry[];
  /** Requests that arrived before the catalogue was known. */
  readonly unresolved: readonly RunRequest[];
  readonly leases: readonly Lease[];
  /** Ids of requests that have had their final answer and hold no lease, the newest last: a late duplicate is ignored. */
  readonly settled: readonly string[];
  /** By management agent id. */
  readonly lastOutcomes: Readonly<Record<string, LastOutcome>>;
  /** By management agent id: the highest run number known. */
  readonly runNumbers: Readonly<Record<string, number>>;
}

/** What the reducer asks its shell to do: tell a cycle the answer to its request. */
export interface RunLockEffect {
  readonly cycle: string;
  readonly answer: RunLockAnswer;
}

/** How many settled requests are remembered: more than can be under way between a cycle and the lock. */
export const SETTLED_KEPT = 500;

/** A run lock that knows nothing yet. */
export function emptyRunLockState(
  server: string,
  configuration: RunLockConfiguration = { rules: DEFAULT_RUN_RULES, runProfiles: {} },
): RunLockState {
  return {
    server,
    version: 0,
    configuration,
    nextToken: 1,
    waiting: [],
    unresolved: [],
    leases: [],
    settled: [],
    lastOutcomes: {},
    runNumbers: {},
  };
}
