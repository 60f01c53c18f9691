import type { RunProgress } from '../../domain/run-history/run-progress.js';

/** What a cycle's worker says of what it does now. It is in no history: it is told again and again, and forgotten. */
export interface CycleActivity {
  /** When it said so; ISO 8601, UTC. Absent if no worker has taken it up yet. */
  readonly at?: string;
  /** 1 = the first; more where a worker was lost, or the engine could not be reached. */
  readonly attempt: number;
  /** The worker, as it names itself. */
  readonly worker?: string;
  readonly progress?: RunProgress;
  /** What it waits for, in words, if not for the end of its own run. */
  readonly waits?: string;
  /** Why the attempt before failed. */
  readonly lastFailure?: string;
}
