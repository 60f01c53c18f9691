import type { Cause } from './cycle/cycle.js';

/**
 * What the worker reports while cycles run, one JSON object a line, for whoever watches it (the console of
 * `npm start`, a log collector). Times are ISO 8601, UTC.
 */
export type AutoSyncEvent =
  | {
      readonly event: 'cycle-started';
      readonly time: string;
      readonly server: string;
      readonly cycle: string;
      readonly managementAgent: string;
      /** What it starts with, in words: `delta import of partition default`. */
      readonly startsWith: string;
      readonly trigger: Cause['trigger'];
      /** Why it started, in words: `every 10 s`. */
      readonly cause: string;
      /** 0 for a cycle that a trigger started; its children count up. */
      readonly depth: number;
    }
  | {
      readonly event: 'run-finished';
      readonly time: string;
      readonly server: string;
      readonly cycle: string;
      readonly managementAgent: string;
      readonly runProfile: string;
      readonly runNumber: number;
      /** The engine's result string. */
      readonly result: string;
      /** What the run did, in words: `3 adds, 1 update staged`. */
      readonly summary: string;
      /** Why it ran, in words. */
      readonly reason: string;
      readonly durationMs: number;
      /** From the request to the grant. */
      readonly waitedMs: number;
      /** What follows and why, in words; empty when nothing does. */
      readonly followUps: readonly string[];
    }
  | {
      readonly event: 'export-held';
      readonly time: string;
      readonly server: string;
      readonly cycle: string;
      readonly managementAgent: string;
      readonly runProfile: string;
      /** The figures and the threshold, in words. */
      readonly reason: string;
    }
  | {
      readonly event: 'cycle-finished';
      readonly time: string;
      readonly server: string;
      readonly cycle: string;
      readonly managementAgent: string;
      readonly outcome: string;
      /** A sentence that says more, for an outcome other than `completed`. */
      readonly reason?: string;
      readonly depth: number;
      readonly durationMs: number;
      /** Runs of this cycle and of all that it caused. */
      readonly runs: number;
      /** What it caused that did not complete, in words: `Fabrikam AD: refused`. */
      readonly notCompleted: readonly string[];
    };
